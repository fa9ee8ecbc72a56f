import { Notice } from "@ferndiagnose/ui";
import type { ApiError } from "./http/api-error.ts";
import { useText } from "./texts/use-text.ts";

/** What went wrong, in words, and when to try again. */
export function FailureNotice({ failure }: { failure: ApiError }) {
  const { say, sayFailure } = useText();
  const { retryAfterSeconds } = failure;
  return (
    <Notice kind="error">
      {sayFailure(failure.code)}
      {retryAfterSeconds !== undefined && ` ${say("common:retryInSeconds", { count: retryAfterSeconds })}`}
    </Notice>
  );
}
