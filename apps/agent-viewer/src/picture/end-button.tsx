import { Button } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import { useText } from "../texts/use-text.ts";

const SURE_FOR_MS = 4_000;

/** Ends on the second press within a few seconds: one stray click ends nothing, and no window comes in between. */
export function EndButton({ onEnd }: { onEnd(): void }) {
  const { say } = useText();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (!isAsking) return;
    const id = setTimeout(() => setAsking(false), SURE_FOR_MS);
    return () => clearTimeout(id);
  }, [isAsking]);
  return (
    <span className="end-button" aria-live="polite">
      <Button
        size="small"
        variant={isAsking ? "danger" : "secondary"}
        onPress={() => (isAsking ? onEnd() : setAsking(true))}
      >
        {say(isAsking ? "picture.endSure" : "picture.end")}
      </Button>
    </span>
  );
}
