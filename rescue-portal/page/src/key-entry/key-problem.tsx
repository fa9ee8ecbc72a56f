import type { ErrorCode } from "@ferndiagnose/protocol";
import { Notice } from "@ferndiagnose/ui";
import { type PageTextKey, useText } from "../texts/use-text.ts";
import { useNow } from "../use-now.ts";

export type KeyProblemCause =
  | { readonly kind: "no_digit" | "too_long" | "no_connection" }
  | { readonly kind: "incomplete"; readonly missing: number }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly retryAt: number | undefined };

/** What went wrong, in plain words, and what to do next. */
export function KeyProblem({ id, cause }: { id: string; cause: KeyProblemCause }) {
  const { say } = useText();
  const retryAt = cause.kind === "refused" ? cause.retryAt : undefined;
  const now = useNow(retryAt !== undefined);
  const waitSeconds = retryAt === undefined ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1_000));
  return (
    <Notice kind={retryAt === undefined ? "error" : "warning"} title={say(titleOf(cause))}>
      <span id={id}>{sayCause()}</span>
      {waitSeconds > 0 && (
        <span className="key-problem-wait" aria-live="off">
          {say("common:retryInSeconds", { count: waitSeconds })}
        </span>
      )}
    </Notice>
  );

  function sayCause(): string {
    switch (cause.kind) {
      case "no_digit":
        return say("errors:key_malformed");
      case "too_long":
        return say("entry.tooLong");
      case "incomplete":
        return say("entry.incomplete", { count: cause.missing });
      case "no_connection":
        return say("common:noConnection");
      case "refused":
        return say(`errors:${cause.code}`);
      default:
        return cause satisfies never;
    }
  }
}

function titleOf(cause: KeyProblemCause): PageTextKey {
  if (cause.kind === "no_connection") return "entry.troubleTitle";
  if (cause.kind !== "refused") return "entry.malformedTitle";
  if (cause.code === "key_not_accepted") return "entry.refusedTitle";
  return cause.code === "too_many_attempts" ? "entry.waitTitle" : "entry.troubleTitle";
}
