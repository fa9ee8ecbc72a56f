import { useWords } from "../texts/use-words.ts";
import { useNow } from "./use-now.ts";

const minuteMs = 60_000;

/** How long control lasts at the latest. No live region: a screen reader says it only where somebody reads. */
export function ControlLeft({ until }: { until: number }) {
  const words = useWords();
  const minutes = Math.max(1, Math.ceil((until - useNow()) / minuteMs));
  return (
    <>
      {" · "}
      <span className="status-left status-figures">{words("status.controlLeft", { minutes })}</span>
    </>
  );
}
