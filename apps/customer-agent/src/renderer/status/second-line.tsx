import type { StatusAction, StatusView } from "@ferndiagnose/protocol/ipc";
import { Button } from "@ferndiagnose/ui";
import { useWords } from "../texts/use-words.ts";

/** Why everything stands still, or what the technician asks for; otherwise nothing. */
export function SecondLine({ view, act }: { view: StatusView; act: (action: StatusAction) => void }) {
  const words = useWords();
  const technician = view.technicianName;
  if (view.frozen !== "no") {
    return (
      <p className="status-second" role="alert">
        {words(view.frozen === "connection" ? "status.frozenConnection" : "status.frozenRecording")}
      </p>
    );
  }
  if (!view.request) return null;
  return (
    <div className="status-second" role="alert">
      <span>{words(view.request === "control" ? "status.asksControl" : "status.asksView", { technician })}</span>
      <Button variant="secondary" size="small" onPress={() => act({ type: "answer_request", granted: true })}>
        {words("status.allow")}
      </Button>
      <Button variant="secondary" size="small" onPress={() => act({ type: "answer_request", granted: false })}>
        {words("status.decline")}
      </Button>
    </div>
  );
}
