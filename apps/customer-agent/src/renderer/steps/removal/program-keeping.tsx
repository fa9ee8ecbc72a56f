import { Button, Icon } from "@ferndiagnose/ui";
import { useWords } from "../../texts/use-words.ts";
import type { Act } from "../step-props.ts";

/** For those who keep the program: the symbol on the desktop, and getting rid of all of it. */
export function ProgramKeeping({ shortcut, act }: { shortcut: boolean; act: Act }) {
  const words = useWords();
  return (
    <section className="keeping" aria-labelledby="keeping-title">
      <h2 id="keeping-title">{words("key.onComputer")}</h2>
      {shortcut && <p>{words("removal.hasShortcut")}</p>}
      <div className="fd-row">
        <ShortcutButton shortcut={shortcut} act={act} />
        <Button size="small" variant="quiet" onPress={() => act({ type: "remove_program" })}>
          <Icon name="trash" />
          {words("removal.remove")}
        </Button>
      </div>
    </section>
  );
}

export function ShortcutButton({ shortcut, act }: { shortcut: boolean; act: Act }) {
  const words = useWords();
  return (
    <Button size="small" onPress={() => act({ type: "set_shortcut", present: !shortcut })}>
      {words(shortcut ? "removal.removeShortcut" : "removal.addShortcut")}
    </Button>
  );
}
