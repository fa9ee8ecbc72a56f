import type { SessionKey } from "@ferndiagnose/protocol";
import { useText } from "../texts/use-text.ts";

/** The key in the groups in which it was read out. A screen reader says its digits one by one. */
export function SpokenKey({ sessionKey }: { sessionKey: SessionKey }) {
  const { say } = useText();
  const groups = [sessionKey.slice(0, 3), sessionKey.slice(3, 5), sessionKey.slice(5)];
  return (
    <span className="spoken-key" role="img" aria-label={`${say("entry.label")}: ${[...sessionKey].join(" ")}`}>
      {groups.join("\u2007")}
    </span>
  );
}
