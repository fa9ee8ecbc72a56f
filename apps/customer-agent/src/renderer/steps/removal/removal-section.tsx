import type { RemovalView } from "@ferndiagnose/protocol/ipc";
import { Button, Icon, Notice, Progress } from "@ferndiagnose/ui";
import { useWords } from "../../texts/use-words.ts";
import type { Act } from "../step-props.ts";
import { ShortcutButton } from "./program-keeping.tsx";

export interface RemovalSectionProps {
  removal: RemovalView;
  /** There is a receipt that nobody has kept yet. */
  hasReceipt: boolean;
  act: Act;
}

/** What becomes of the program itself, and how that went. */
export function RemovalSection({ removal, hasReceipt, act }: RemovalSectionProps) {
  const words = useWords();
  return (
    <section className="fd-card removal on-screen" aria-labelledby="removal-title" data-removal={removal.state}>
      <h2 id="removal-title">{words("removal.title")}</h2>
      <Outcome removal={removal} hasReceipt={hasReceipt} act={act} />
    </section>
  );
}

function Outcome({ removal, hasReceipt, act }: RemovalSectionProps) {
  const words = useWords();
  const remove = () => act({ type: "remove_program" });
  switch (removal.state) {
    case "offered":
      if (removal.kind === "installed") return <Kept removal={removal} act={act} />;
      return (
        <>
          <p>
            {words("removal.offered")} {hasReceipt && words("removal.offeredReceipt")}
          </p>
          <div className="fd-row">
            <Button onPress={remove}>
              <Icon name="trash" />
              {words("removal.now")}
            </Button>
            <Button onPress={() => act({ type: "keep_program" })}>{words("removal.keep")}</Button>
          </div>
        </>
      );
    case "removing":
      return <Progress label={words("removal.removing")} />;
    case "removed":
      return (
        <Notice kind="success">{words(removal.afterExit ? "removal.removedAfterExit" : "removal.removed")}</Notice>
      );
    case "failed":
      return (
        <>
          <Notice kind="warning">
            {words(removal.left.length > 0 ? "removal.failed" : "removal.failedNothing")}
            {removal.left.length > 0 && (
              <ul className="removal-left" aria-label={words("removal.left")}>
                {removal.left.map((path) => (
                  <li key={path}>
                    <code>{path}</code>
                  </li>
                ))}
              </ul>
            )}
          </Notice>
          <div className="fd-row">
            <Button onPress={remove}>{words("removal.again")}</Button>
          </div>
        </>
      );
    case "kept":
      return <Kept removal={removal} act={act} />;
    default:
      return removal.state satisfies never;
  }
}

function Kept({ removal, act }: { removal: RemovalView; act: Act }) {
  const words = useWords();
  return (
    <>
      <p role="status">
        {words(removal.kind === "installed" ? "removal.installed" : "removal.kept")}{" "}
        {removal.shortcut && words("removal.hasShortcut")}
      </p>
      <div className="fd-row">
        <ShortcutButton shortcut={removal.shortcut} act={act} />
        <Button size="small" variant="quiet" onPress={() => act({ type: "remove_program" })}>
          <Icon name="trash" />
          {words("removal.remove")}
        </Button>
      </div>
    </>
  );
}
