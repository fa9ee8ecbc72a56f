import { NO_RIGHTS, RecordingId, type Rights, type SessionEvent, SignedReceipt } from "@ferndiagnose/protocol";
import { sample } from "@ferndiagnose/protocol/testing";
import { expect, test } from "vitest";
import { ReceiptDraft } from "./receipt-draft.ts";

const control: Rights = { view: { kind: "all_screens" }, control: true };
const windows: Rights = { view: { kind: "windows", count: 3 }, control: false };
const common = { at: 1, actor: "customer" } as const;

function rightsAfter(...noted: [SessionEvent, number][]): unknown {
  const { sessionId, organisation, technician, log } = SignedReceipt.parse(sample.receipt).receipt;
  const draft = new ReceiptDraft({
    sessionId,
    recordingId: RecordingId.parse("0".repeat(32)),
    organisation,
    technician,
    startedAt: 1_800_000_000_000,
    log,
  });
  for (const [event, elapsedMs] of noted) draft.note(event, elapsedMs);
  const end = { seq: 3, hash: new Uint8Array(32), deleteAtMs: 1_807_000_000_000 };
  return draft.complete("customer_off", { ...end, endedAtMs: 1_800_000_010_000, elapsedMs: 10_000 }).rights;
}

test("while the picture was covered nothing was allowed; what was set meanwhile counts from the uncovering", () => {
  expect(
    rightsAfter(
      [{ ...common, type: "rights_changed", rights: control }, 1_000],
      [{ ...common, type: "paused" }, 3_000],
      [{ ...common, type: "rights_changed", rights: windows }, 4_000],
      [{ ...common, type: "continued" }, 6_000],
    ),
  ).toEqual([
    { rights: NO_RIGHTS, fromMs: 0, untilMs: 1_000 },
    { rights: control, fromMs: 1_000, untilMs: 3_000 },
    { rights: NO_RIGHTS, paused: true, fromMs: 3_000, untilMs: 6_000 },
    { rights: windows, fromMs: 6_000, untilMs: 10_000 },
  ]);
});

test("covered until the end", () => {
  expect(
    rightsAfter(
      [{ ...common, type: "rights_changed", rights: control }, 0],
      [{ ...common, type: "paused" }, 3_000],
      [{ ...common, type: "ended", reason: "customer_off" }, 10_000],
    ),
  ).toEqual([
    { rights: control, fromMs: 0, untilMs: 3_000 },
    { rights: NO_RIGHTS, paused: true, fromMs: 3_000, untilMs: 10_000 },
  ]);
});
