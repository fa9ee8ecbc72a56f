/** What a log line may say about a failure: its code, such as ENOENT; never its message, which may quote what somebody sent. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "internal";
}
