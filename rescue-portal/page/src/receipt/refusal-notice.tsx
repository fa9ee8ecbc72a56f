import { Notice } from "@ferndiagnose/ui";
import type { Refusal } from "../http/ask.ts";
import { useText } from "../texts/use-text.ts";

/** Why the portal did not do something, in words. */
export function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const { say } = useText();
  return (
    <Notice kind="error">
      {refusal.outcome === "no_connection" ? say("common:noConnection") : say(`errors:${refusal.code}`)}{" "}
      {refusal.outcome === "refused" && refusal.retryAfterSeconds !== undefined
        ? say("common:retryInSeconds", { count: refusal.retryAfterSeconds })
        : null}
    </Notice>
  );
}
