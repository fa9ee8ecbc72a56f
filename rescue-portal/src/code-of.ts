/** The code of a system error, such as ENOENT; never its message, which may quote what somebody sent. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown";
}
