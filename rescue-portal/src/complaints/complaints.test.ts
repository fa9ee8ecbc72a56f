import { randomBytes } from "node:crypto";
import { ComplaintForm, Problem, policy, type ToRecorder } from "@ferndiagnose/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { playUntilArmed } from "../testing/played-session.ts";
import { PortalUnderTest, type PortalUnderTestOptions } from "../testing/portal-under-test.ts";
import type { ScriptedClient } from "../testing/scripted-client.ts";

type Request = Extract<ToRecorder, { type: "tunnel_request" }>;

const sessionId = "abcdefghij234567abcd";
const recordingId = "ab".repeat(16);
const proof = "0c".repeat(32);
const signature = "A".repeat(86);
const caseId = "abcdefghij234567";
const box = { enc: "0".repeat(64), ciphertext: "0".repeat(72) };
const codes = [0, 1].map((index) => ({ auditor: `${index}`.repeat(32), box }));
const base32 = "abcdefghijklmnopqrstuvwxyz234567";
const running: PortalUnderTest[] = [];

afterEach(async () => {
  for (const portal of running.splice(0)) await portal.stop();
});

async function start(how: PortalUnderTestOptions = {}): Promise<PortalUnderTest> {
  const portal = await PortalUnderTest.start(how);
  running.push(portal);
  return portal;
}

const form = (portal: PortalUnderTest, number = sessionId, headers = {}) =>
  fetch(`${portal.urls.publicUrl}/api/v1/recordings/${number}/complaint-form`, { headers });
const complain = (portal: PortalUnderTest, body: unknown, headers = {}) =>
  portal.post(`${portal.urls.publicUrl}/api/v1/complaints`, body, headers);

async function asked(recorder: ScriptedClient): Promise<Request> {
  return (await recorder.take("tunnel_request")) as never;
}

async function codeOf(response: Response | Promise<Response>): Promise<string> {
  return Problem.parse(await (await response).json()).code;
}

/** Resolves when everything that this server has said so far has reached the portal: messages of one line keep their order. */
async function heardBy(portal: PortalUnderTest, recorder: ScriptedClient): Promise<void> {
  const mark = Array.from(randomBytes(20), (byte) => base32.charAt(byte & 31)).join("");
  recorder.say({ type: "recording_statuses", statuses: [{ sessionId: mark, state: "locked", openings: [] }] });
  const status = () => fetch(`${portal.urls.publicUrl}/api/v1/receipts/${mark}`).then((answer) => answer.json());
  await expect.poll(status).toMatchObject({ state: "locked" });
}

function refuse(recorder: ScriptedClient, { requestId }: Request, code: string): void {
  recorder.say({ type: "tunnel_answer", requestId, answer: { kind: "refused", code } });
}

describe("a complaint on the web", () => {
  it("goes to the recording server and back, word for word", async () => {
    const portal = await start();
    const recorder = await portal.recorder();
    const asking = form(portal);
    const { requestId, request } = await asked(recorder);
    expect(request).toEqual({ kind: "form", sessionId });
    const given = { sessionId, recordingId, header: "A".repeat(policy.MAX_SIGNALLING_MESSAGE_BYTES * 4) };
    recorder.say({ type: "tunnel_answer", requestId, answer: { kind: "form", form: given } });
    expect(ComplaintForm.parse(await (await asking).json())).toEqual(given);

    const complaint = { sessionId, recordingId, proof, codes: manyCodes(255) };
    expect(JSON.stringify(complaint).length).toBeGreaterThan(32 * 1024);
    const complaining = complain(portal, complaint);
    const second = await asked(recorder);
    expect(second.request).toEqual({ kind: "complain", complaint });
    const accepted = { caseId, recordingId, reviewAt: 5, signature };
    recorder.say({ type: "tunnel_answer", requestId: second.requestId, answer: { kind: "complain", accepted } });
    const answer = await complaining;
    expect([answer.status, await answer.json()]).toEqual([201, accepted]);

    const url = `${portal.urls.publicUrl}/api/v1/complaints/withdrawal`;
    const withdrawing = portal.post(url, { sessionId, caseId, proof });
    const third = await asked(recorder);
    expect(third.request).toEqual({ kind: "withdraw", withdrawal: { sessionId, caseId, proof } });
    recorder.say({ type: "tunnel_answer", requestId: third.requestId, answer: { kind: "withdraw" } });
    expect((await withdrawing).status).toBe(204);
    expect(new Set([requestId, second.requestId, third.requestId]).size).toBe(3);
  });

  it("is refused with the recording server's code", async () => {
    const portal = await start();
    const recorder = await portal.recorder();
    for (const code of ["complaint_not_accepted", "recording_gone", "cases_too_many", "internal"]) {
      const complaining = complain(portal, { sessionId, recordingId, proof, codes });
      refuse(recorder, await asked(recorder), code);
      expect(await codeOf(complaining)).toBe(code);
    }
  });

  it("leaves nothing of itself at the portal", async () => {
    const portal = await start();
    const recorder = await portal.recorder();
    const complaining = complain(portal, { sessionId, recordingId, proof, codes });
    refuse(recorder, await asked(recorder), "complaint_not_accepted");
    await complaining;
    const tables = ["sessions", "session_events", "recording_statuses"] as const;
    const rows = await Promise.all(
      tables.map((table) => portal.database.tables.selectFrom(table).selectAll().execute()),
    );
    expect(JSON.stringify(rows) + portal.logLines.join("")).not.toMatch(new RegExp(`${proof}|${recordingId}`));
  });

  it("larger than any is not read", async () => {
    const portal = await start();
    const recorder = await portal.recorder();
    const codes255 = manyCodes(255).map((code) => ({ ...code, box: { ...box, ciphertext: "0".repeat(2_048) } }));
    expect(await codeOf(complain(portal, { sessionId, recordingId, proof, codes: codes255 }))).toBe(
      "message_too_large",
    );
    expect(recorder.heard).toEqual([]);
  });
});

describe("the recording server's answer", () => {
  it("counts from the server that was asked, once, and of the kind that was asked for", async () => {
    const portal = await start();
    const recorder = await portal.recorder("1".repeat(32));
    const asking = form(portal);
    const { requestId } = await asked(recorder);
    const stranger = await portal.recorder("2".repeat(32));
    const given = { sessionId, recordingId, header: "AA" };
    stranger.say({ type: "tunnel_answer", requestId, answer: { kind: "form", form: { ...given, header: "BB" } } });
    recorder.say({ type: "tunnel_answer", requestId: requestId + 1, answer: { kind: "withdraw" } });
    recorder.say({ type: "tunnel_answer", requestId, answer: { kind: "withdraw" } });
    recorder.say({ type: "tunnel_answer", requestId, answer: { kind: "form", form: given } });
    recorder.say({ type: "tunnel_answer", requestId, answer: { kind: "form", form: { ...given, header: "CC" } } });
    expect(await (await asking).json()).toEqual(given);
    expect(recorder.closeCode).toBeUndefined();
  });

  it("may come from any of several servers; the one that knows the recording has the word", async () => {
    const portal = await start();
    const [first, second] = [await portal.recorder("1".repeat(32)), await portal.recorder("2".repeat(32))];
    const complaining = complain(portal, { sessionId, recordingId, proof, codes });
    refuse(first, await asked(first), "complaint_not_accepted");
    const { requestId } = await asked(second);
    const accepted = { caseId, recordingId, reviewAt: 5, signature };
    second.say({ type: "tunnel_answer", requestId, answer: { kind: "complain", accepted } });
    expect((await complaining).status).toBe(201);
    // One that knows it answers for one that hangs.
    const unhurried = complain(portal, { sessionId, recordingId, proof, codes });
    await asked(first);
    const { requestId: third } = await asked(second);
    second.say({ type: "tunnel_answer", requestId: third, answer: { kind: "complain", accepted } });
    expect((await unhurried).status).toBe(201);
    const again = complain(portal, { sessionId, recordingId, proof, codes });
    refuse(first, await asked(first), "complaint_not_accepted");
    refuse(second, await asked(second), "recording_gone");
    expect(await codeOf(again)).toBe("recording_gone");
  });

  it("is about what was asked for: one server's word on another recording keeps nobody from the right answer", async () => {
    const portal = await start();
    const [liar, honest] = [await portal.recorder("1".repeat(32)), await portal.recorder("2".repeat(32))];
    const answer = (from: ScriptedClient, { requestId }: Request, given: object) =>
      from.say({ type: "tunnel_answer", requestId, answer: given });
    const ofAnother = { sessionId: "z".repeat(20), recordingId: "cd".repeat(16) };

    const asking = form(portal);
    const given = { sessionId, recordingId, header: "AA" };
    answer(liar, await asked(liar), { kind: "form", form: { ...given, ...ofAnother } });
    await heardBy(portal, liar);
    answer(honest, await asked(honest), { kind: "form", form: given });
    expect(await (await asking).json()).toEqual(given);

    const complaining = complain(portal, { sessionId, recordingId, proof, codes });
    const accepted = { caseId, recordingId, reviewAt: 5, signature };
    answer(liar, await asked(liar), {
      kind: "complain",
      accepted: { ...accepted, recordingId: ofAnother.recordingId },
    });
    await heardBy(portal, liar);
    answer(honest, await asked(honest), { kind: "complain", accepted });
    expect(await (await complaining).json()).toEqual(accepted);
  });

  it("comes from the server that the session was pinned to: no other is asked", async () => {
    const portal = await start();
    const liar = await portal.recorder("1".repeat(32), 1, "0b".repeat(32));
    const own = await portal.recorder("2".repeat(32), 9);
    const { sessionId: pinned } = await playUntilArmed(portal, own);
    own.heard.splice(0);
    const complaint = { sessionId: pinned, recordingId, proof, codes };
    const withdrawal = { sessionId: pinned, caseId, proof };
    const asking: [Promise<Response>, object][] = [
      [form(portal, pinned), { kind: "form", form: { sessionId: pinned, recordingId, header: "AA" } }],
      [complain(portal, complaint), { kind: "complain", accepted: { caseId, recordingId, reviewAt: 5, signature } }],
      [portal.post(`${portal.urls.publicUrl}/api/v1/complaints/withdrawal`, withdrawal), { kind: "withdraw" }],
    ];
    for (const [response, answer] of asking) {
      const { requestId } = await asked(own);
      liar.say({ type: "tunnel_answer", requestId, answer });
      await heardBy(portal, liar);
      own.say({ type: "tunnel_answer", requestId, answer });
      expect((await response).ok).toBe(true);
    }
    own.cut();
    expect(await codeOf(complain(portal, complaint))).toBe("recorder_unavailable");
    expect(liar.heard.filter(({ type }) => type === "tunnel_request")).toEqual([]);
    const { sessionId: waiting } = await portal.newSession(await portal.signIn());
    expect(await codeOf(form(portal, waiting))).toBe("session_unknown");
  });

  it("that does not come is said after ten seconds, or when the server goes", async () => {
    const waiting: { run: () => void; delayMs: number }[] = [];
    const portal = await start({ clock: patientClock(waiting) });
    expect(await codeOf(form(portal))).toBe("recorder_unavailable");
    const recorder = await portal.recorder();
    const late = form(portal);
    await asked(recorder);
    for (const { run, delayMs } of waiting.splice(0)) if (delayMs === 10_000) run();
    expect(await codeOf(late)).toBe("recorder_unavailable");
    const lost = form(portal);
    await asked(recorder);
    recorder.cut();
    expect(await codeOf(lost)).toBe("recorder_unavailable");
  });

  it("that a known recording is unknown means that its server is away", async () => {
    const portal = await start();
    const recorder = await portal.recorder();
    recorder.say({ type: "recording_statuses", statuses: [{ sessionId, state: "locked", openings: [] }] });
    const status = () => fetch(`${portal.urls.publicUrl}/api/v1/receipts/${sessionId}`).then((r) => r.json());
    await expect.poll(status).toMatchObject({ state: "locked" });
    const known = form(portal);
    refuse(recorder, await asked(recorder), "session_unknown");
    expect(await codeOf(known)).toBe("recorder_unavailable");
    const unknown = form(portal, "z".repeat(20));
    refuse(recorder, await asked(recorder), "session_unknown");
    expect(await codeOf(unknown)).toBe("session_unknown");
  });
});

describe("a flood of complaints", () => {
  it("reaches the recording server four at a time, and the rest is sent away", async () => {
    const plenty = { attempts: 1_000, windowMs: 60_000 };
    const portal = await start({ options: { budgets: { formsPerAddress: plenty } } });
    const recorder = await portal.recorder();
    const statuses: number[] = [];
    const asking = Array.from({ length: 100 }, async () => statuses.push((await form(portal)).status));
    await expect.poll(() => statuses.length, { timeout: 10_000 }).toBe(32);
    expect(recorder.heard).toHaveLength(4);
    void (async () => {
      for (;;) refuse(recorder, await asked(recorder), "session_unknown");
    })().catch(() => undefined);
    await Promise.all(asking);
    expect(statuses.filter((status) => status === 404)).toHaveLength(68);
    expect(statuses.filter((status) => status === 429)).toHaveLength(32);
  });

  it("from one address ends, and keeps no other from complaining", async () => {
    const portal = await start({ options: { trustedProxies: 1 } });
    const recorder = await portal.recorder();
    void (async () => {
      for (;;) refuse(recorder, await asked(recorder), "complaint_not_accepted");
    })().catch(() => undefined);
    const from = (address: string) =>
      complain(portal, { sessionId, recordingId, proof, codes }, { "x-forwarded-for": address });
    const statuses = [];
    for (let count = 0; count < 21; count++) statuses.push((await from("192.0.2.1")).status);
    expect(statuses.slice(-2)).toEqual([404, 429]);
    expect((await from("192.0.2.2")).status).toBe(404);
  });
});

function manyCodes(count: number) {
  return Array.from({ length: count }, (_, index) => ({ auditor: index.toString(16).padStart(32, "0"), box }));
}

/** Real time, except that timers fire when the test says so. */
function patientClock(waiting: { run: () => void; delayMs: number }[]) {
  return {
    now: () => Date.now(),
    setTimer(delayMs: number, run: () => void) {
      waiting.push({ run, delayMs });
      return { cancel: () => undefined };
    },
  };
}
