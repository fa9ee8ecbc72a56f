import type { RecordingStatus } from "@ferndiagnose/protocol";
import { Notice, type NoticeKind } from "@ferndiagnose/ui";
import { type PageTextKey, useText } from "../texts/use-text.ts";
import { groupsOf } from "./groups-of.ts";
import { useDays } from "./use-days.ts";

const looks = {
  recording: { kind: "info", title: "receipt.recordingTitle", text: "receipt.recording" },
  locked: { kind: "success", title: "receipt.lockedTitle", text: "receipt.locked" },
  held: { kind: "info", title: "receipt.heldTitle", text: "receipt.held" },
  opened: { kind: "info", title: "receipt.openedTitle", text: "receipt.opened" },
  shredding: { kind: "info", title: "receipt.shreddingTitle", text: "receipt.shredding" },
  destroyed: { kind: "success", title: "receipt.destroyedTitle", text: "receipt.destroyed" },
  unknown: { kind: "warning", title: "receipt.unknownTitle", text: "receipt.unknown" },
} as const satisfies Record<RecordingStatus["state"], { kind: NoticeKind; title: PageTextKey; text: PageTextKey }>;

/** What became of the recording, and every time it was opened. */
export function StatusWords({ status }: { status: RecordingStatus }) {
  const { say } = useText();
  const day = useDays();
  const { state, deleteAt, destroyedAt, openings } = status;
  const { kind, title, text } = looks[state];
  const isComing = deleteAt !== undefined && (state === "locked" || state === "opened");
  return (
    <Notice kind={kind} title={say(title)}>
      <p>{say(text)}</p>
      {state === "destroyed" && destroyedAt !== undefined && (
        <p>{say("receipt.destroyedAt", { day: day(destroyedAt) })}</p>
      )}
      {isComing && <p>{say("receipt.deleteAt", { day: day(deleteAt) })}</p>}
      {openings.length > 0 ? (
        <ul className="receipt-openings">
          {openings.map(({ at, kind: why, caseId }) => (
            <li key={caseId}>
              {say(why === "complaint" ? "receipt.openedByComplaint" : "receipt.openedByBreakGlass", { day: day(at) })}
              <span className="fd-soft"> {say("receipt.caseNumber", { number: groupsOf(caseId) })}</span>
            </li>
          ))}
        </ul>
      ) : (
        state !== "unknown" && state !== "recording" && <p>{say("receipt.neverOpened")}</p>
      )}
    </Notice>
  );
}
