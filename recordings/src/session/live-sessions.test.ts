import { Pseudonym, type RecorderMessage, SessionId, type ToRecorder } from "@ferndiagnose/protocol";
import { beforeEach, expect, test } from "vitest";
import { Metrics } from "../operations/metrics.ts";
import { realPorts } from "../testing/test-ports.ts";
import { LiveSessions, type LiveSessionsOptions } from "./live-sessions.ts";

const ids = ["a", "b", "c"].map((letter) => SessionId.parse(letter.repeat(20)));
const [first, second, third] = ids as [SessionId, SessionId, SessionId];
const never = () => new Promise(() => undefined);
const part = { now: never, current: never, open: never };
const unready = { missing: () => [], clock: part, auditors: part, intake: part, proveDisk: never };
type Parts = Pick<LiveSessionsOptions, "place" | "closings">;
let told: RecorderMessage[];
let live: LiveSessions;

const arm = (sessionId: SessionId): Extract<ToRecorder, { type: "arm" }> => ({
  ...{ type: "arm", sessionId, history: [], technician: Pseudonym.parse("ABCD-2345"), organisation: "Example" },
  complaintCode: { enc: "0".repeat(64), ciphertext: "0".repeat(72) },
});

beforeEach(() => {
  told = [];
  live = new LiveSessions({
    ...{ ports: realPorts(), metrics: new Metrics(), capacity: 2 },
    ...{ tellPortal: (message) => told.push(message), commandRelay: () => undefined, onChange: () => undefined },
    // Never ready: what is looked at here happens before.
    ...({ place: unready, closings: {} } as never as Parts),
  });
});

test("of one that fails before it runs, or is not there, the portal hears; of the others it does not", () => {
  live.handlePortalMessage(arm(first));
  live.handlePortalMessage(arm(second));
  live.fail(first);
  live.fail(third);
  const ended = (sessionId: SessionId) => ({ type: "ended", sessionId, reason: "program_failed" });
  expect(told).toEqual([ended(first), ended(third)]);
  expect(live.count).toBe(2);
});
