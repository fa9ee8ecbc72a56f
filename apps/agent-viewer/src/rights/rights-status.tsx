import { NO_RIGHTS } from "@ferndiagnose/protocol";
import { Icon } from "@ferndiagnose/ui";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText } from "../texts/use-text.ts";
import { AskMenu } from "./ask-menu.tsx";
import { viewWords } from "./rights-words.ts";

/** What the customer currently grants, always in sight and in words; and how to ask for more. */
export function RightsStatus({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const rights = snapshot.state?.rights ?? NO_RIGHTS;
  const isPaused = snapshot.state?.paused === true;
  const canSee = !isPaused && rights.view.kind !== "nothing";
  const canControl = !isPaused && rights.control;
  return (
    <section className="rights" aria-label={say("rights.title")}>
      <ul className="rights-list" aria-live="polite">
        <li className="right" data-granted={canSee ? "" : undefined}>
          <Icon name={isPaused ? "pause" : canSee ? "eye" : "eyeOff"} />
          {isPaused ? say("rights.paused") : viewWords(rights, say)}
        </li>
        <li className="right" data-granted={canControl ? "" : undefined}>
          <Icon name={canControl ? "pointer" : "pointerOff"} />
          {say(canControl ? "rights.control" : "rights.noControl")}
        </li>
      </ul>
      <AskMenu client={client} snapshot={snapshot} rights={rights} isPaused={isPaused} />
    </section>
  );
}
