import { Icon } from "@ferndiagnose/ui";
import { useText } from "../texts/use-text.ts";

/** How long the key is still good: in minutes, and in seconds at the very end. */
export function TimeLeft({ leftMs }: { leftMs: number }) {
  const { say } = useText();
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  const words =
    seconds > 60
      ? say("recognised.leftMinutes", { count: Math.floor(seconds / 60) })
      : say("recognised.leftSeconds", { count: seconds });
  return (
    <p className="time-left fd-soft" role="timer">
      <Icon name="clock" />
      {words}
    </p>
  );
}
