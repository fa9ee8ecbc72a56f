import type { ReceiptView } from "@ferndiagnose/protocol/ipc";
import { useDuration, useWords } from "../../texts/use-words.ts";
import { grantedTimes } from "./granted-times.ts";
import { useDays } from "./use-days.ts";

/** What happened, in the words of somebody who tells it. Without a true receipt only what this computer knows itself. */
export function ReceiptStory({ view }: { view: ReceiptView }) {
  const words = useWords();
  const duration = useDuration();
  const { day, time } = useDays();
  const { receipt, technicianName: technician, organisation, retentionDays, endedAt } = view;
  if (receipt === undefined) {
    return (
      <div className="receipt-story">
        <h3>{words("receipt.story")}</h3>
        <p>{words("receipt.ended", { technician, organisation, day: day(endedAt), time: time(endedAt) })}</p>
        <p>{words("receipt.destroyedWithin", { count: retentionDays })}</p>
      </div>
    );
  }
  const { seenMs, controlledMs, pausedMs } = grantedTimes(receipt.rights);
  const [from, to] = [time(receipt.startedAt), time(receipt.endedAt)];
  return (
    <div className="receipt-story">
      <h3>{words("receipt.story")}</h3>
      <p>
        {words(from === to ? "receipt.helpedShortly" : "receipt.helped", {
          ...{ technician, organisation, from, to },
          pseudonym: receipt.technician,
          day: day(receipt.startedAt),
        })}
      </p>
      <p>
        {seenMs > 0 ? words("receipt.seen", { duration: duration(seenMs) }) : words("receipt.seenNothing")}{" "}
        {controlledMs > 0
          ? words("receipt.controlled", { technician, duration: duration(controlledMs) })
          : words("receipt.notControlled")}{" "}
        {pausedMs > 0 && (
          <span data-receipt="paused" data-value={pausedMs}>
            {words("receipt.paused", { duration: duration(pausedMs) })}
          </span>
        )}
      </p>
      <p>
        {words("receipt.recorded")}{" "}
        <strong data-receipt="delete-at" data-value={receipt.deleteAt}>
          {words("receipt.destroyed", { day: day(receipt.deleteAt) })}
        </strong>
      </p>
    </div>
  );
}
