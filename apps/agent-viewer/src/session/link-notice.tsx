import { policy } from "@ferndiagnose/protocol";
import { Notice, Progress } from "@ferndiagnose/ui";
import { useEnvironment } from "../app-environment.ts";
import { useText } from "../texts/use-text.ts";
import { useNow } from "../time/use-now.ts";
import type { SessionSnapshot } from "./session-snapshot.ts";

/** What is wrong with the line to the portal, as long as something is. */
export function LinkNotice({ snapshot: { link, problem } }: { snapshot: SessionSnapshot }) {
  const { say, sayFailure } = useText();
  if (link.state === "lost") {
    return (
      <Notice kind="warning" title={say("overlay.linkTitle")}>
        <p>{say("overlay.linkText")}</p>
        <ReconnectProgress since={link.since} />
      </Notice>
    );
  }
  return problem === undefined ? null : <Notice kind="warning">{sayFailure(problem)}</Notice>;
}

export function ReconnectProgress({ since }: { since: number }) {
  const { clock } = useEnvironment();
  const { say } = useText();
  const now = useNow(clock.now, 500);
  const leftMs = Math.max(0, policy.RECONNECT_WINDOW_MS - (now - since));
  return (
    <Progress
      label={say("overlay.linkProgress")}
      fraction={leftMs / policy.RECONNECT_WINDOW_MS}
      valueLabel={say("overlay.secondsLeft", { count: Math.ceil(leftMs / 1000) })}
    />
  );
}
