import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem, RecordingStatus } from "@ferndiagnose/protocol";
import { systemClock } from "@ferndiagnose/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteDatabase } from "../index.ts";
import {
  complaintCode,
  ownProofs,
  playUntilArmed,
  playUntilJoined,
  playUntilLive,
  receiptOf,
  versions,
} from "../testing/played-session.ts";
import { intakeKey, PortalUnderTest } from "../testing/portal-under-test.ts";

let portal: PortalUnderTest;
let directory: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "portal-receipts-"));
  portal = await PortalUnderTest.start({ database: openSqliteDatabase(join(directory, "portal.db")) });
});
afterEach(async () => {
  await portal.stop();
  rmSync(directory, { recursive: true });
});

/** Goes away and comes back as the customer's program does. */
async function resumed(invitation: { resumeToken: string }, sessionId: string) {
  const customer = await portal.customer();
  customer.say({ type: "resume", version: 1, sessionId, resumeToken: invitation.resumeToken });
  return customer;
}

describe("the recorder of a session", () => {
  it("is settled at admission: its intake key goes to the customer, and the order to it alone", async () => {
    const other = await portal.recorder("b".repeat(32), 9);
    const { sessionId, recorder, technician, customer } = await playUntilJoined(portal, await portal.recorder());
    technician.say({ type: "admit" });
    expect(await customer.take("admitted")).toMatchObject({ intakeKey });
    customer.say({ type: "consent_given", ...versions, ...ownProofs });
    expect(await recorder.take("arm")).toMatchObject({
      sessionId,
      organisation: "Example Telecom",
      technician: portal.portal.pseudonymOf("tina"),
      complaintCode,
    });
    expect(other.heard).toEqual([]);
  });

  it("hears nothing of a session that ends between admission and consent, and has its place back", async () => {
    const recorder = await portal.recorder("c".repeat(32), 1);
    const first = await playUntilJoined(portal, recorder);
    first.technician.say({ type: "admit" });
    await first.customer.take("admitted");
    first.customer.say({ type: "consent_refused" });
    await first.technician.takeState("refused");
    await playUntilArmed(portal, recorder);
    expect(recorder.heard.map(({ type }) => type)).not.toContain("ended");
  });

  it("that is missing at admission is a problem of the technician's; the session waits", async () => {
    const recorder = await portal.recorder();
    const { technician, customer } = await playUntilJoined(portal, recorder);
    recorder.cut();
    await expect.poll(async () => (await fetch(`${portal.urls.operationsUrl}/readyz`)).status).toBe(503);
    technician.say({ type: "admit" });
    expect(await technician.takeProblem()).toBe("recorder_unavailable");
    await portal.recorder("d".repeat(32));
    technician.say({ type: "admit" });
    await customer.take("admitted");
  });

  it("that refuses to arm is quoted to both sides", async () => {
    const { sessionId, recorder, technician, customer } = await playUntilJoined(portal);
    technician.say({ type: "admit" });
    await customer.take("admitted");
    customer.say({ type: "consent_given", ...versions, ...ownProofs });
    await recorder.take("arm");
    recorder.say({ type: "arm_refused", sessionId, code: "recorder_disk_full" });
    expect(await technician.takeProblem()).toBe("recorder_disk_full");
    expect(await customer.takeProblem()).toBe("recorder_disk_full");
    expect(await customer.take("ended")).toMatchObject({ reason: "recorder_not_ready" });
  });

  it("that is lost between admission and arming ends the session clearly", async () => {
    const timings = { recorderGraceMs: 100 };
    const quick = await PortalUnderTest.start({ options: { timings } });
    const recorder = await quick.recorder("e".repeat(32), 2);
    const played = await Promise.all([playUntilJoined(quick, recorder), playUntilJoined(quick, recorder)]);
    for (const { technician, customer } of played) {
      technician.say({ type: "admit" });
      await customer.take("admitted");
    }
    const [consenting, thinking] = played;
    recorder.cut();
    await expect.poll(async () => (await fetch(`${quick.urls.operationsUrl}/readyz`)).status).toBe(503);
    consenting.customer.say({ type: "consent_given", ...versions, ...ownProofs });
    expect((await consenting.customer.take("ended"))["reason"]).toMatch(/^recorder_(not_ready|lost)$/);
    expect(await thinking.customer.take("ended")).toMatchObject({ reason: "recorder_lost" });
    await quick.stop();
  });
});

describe("the complaint code", () => {
  it("leaves no trace: not in the database, the journal, the files or the log", async () => {
    const played = await playUntilLive(portal);
    played.customer.say({ type: "end", reason: "customer_f11" });
    await played.technician.takeState("ended");
    const traces = [complaintCode.enc, complaintCode.ciphertext, intakeKey];
    expect(portal.logLines.join("")).toContain(played.sessionId);
    for (const trace of traces) expect(portal.logLines.join("")).not.toContain(trace.slice(0, 16));
    const tables = await portal.database.tables.introspection.getTables();
    expect(tables.map(({ name }) => name)).toContain("session_events");
    for (const { name } of tables) {
      const rows = await portal.database.tables
        .selectFrom(name as "sessions")
        .selectAll()
        .execute();
      for (const trace of traces) expect(JSON.stringify(rows)).not.toContain(trace.slice(0, 16));
    }
    // Everything SQLite wrote, its journal included; the session's number shows that this finds what is there.
    expect(filesWith(played.sessionId)).not.toEqual([]);
    for (const trace of traces) expect(filesWith(trace.slice(0, 16))).toEqual([]);
  });
});

describe("the receipt", () => {
  async function playUntilEnded() {
    const played = await playUntilLive(portal);
    played.customer.say({ type: "end", reason: "customer_f11" });
    await played.customer.take("ended");
    return played;
  }

  it("reaches the customer after the recording is sealed, not before", async () => {
    const { sessionId, recorder, customer } = await playUntilEnded();
    recorder.say({ type: "receipt", sessionId, receipt: receiptOf(sessionId) });
    recorder.say({ type: "viewers", sessionId, count: 0 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(customer.heard).toEqual([]);
    recorder.say({ type: "sealed", sessionId, outcome: "complete" });
    expect(await customer.take("receipt")).toEqual({ type: "receipt", receipt: receiptOf(sessionId) });
  });

  it("waits for a customer's program that is away, and is said again when it comes back again", async () => {
    const { sessionId, recorder, customer, invitation } = await playUntilEnded();
    customer.cut();
    recorder.say({ type: "sealed", sessionId, outcome: "complete" });
    recorder.say({ type: "receipt", sessionId, receipt: receiptOf(sessionId) });
    for (let time = 0; time < 2; time++) {
      const back = await resumed(invitation, sessionId);
      expect(await back.take("ended")).toMatchObject({ reason: "customer_f11" });
      expect(await back.take("receipt")).toMatchObject({ receipt: receiptOf(sessionId) });
      back.cut();
    }
    const early = await resumed({ resumeToken: "A".repeat(43) }, sessionId);
    expect(await early.takeProblem()).toBe("session_unknown");
    expect(early.heard).toEqual([]);
  });

  it("is heard from the session's own recorder only, and never while the session goes on", async () => {
    const { sessionId, recorder, customer } = await playUntilLive(portal);
    recorder.say({ type: "receipt", sessionId, receipt: receiptOf(sessionId) });
    customer.say({ type: "end", reason: "customer_f11" });
    await customer.take("ended");
    const stranger = await portal.recorder("f".repeat(32));
    stranger.say({ type: "receipt", sessionId, receipt: receiptOf(sessionId) });
    recorder.say({ type: "sealed", sessionId, outcome: "complete" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(customer.heard.map(({ type }) => type)).not.toContain("receipt");
  });

  it("is waited for when the portal stops", async () => {
    const timings = { sealWithinMs: 3_000 };
    const stopping = await PortalUnderTest.start({ options: { timings } });
    const { sessionId, recorder, customer } = await playUntilLive(stopping);
    const stopped = stopping.stop();
    await customer.take("ended");
    recorder.say({ type: "sealed", sessionId, outcome: "complete" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    recorder.say({ type: "receipt", sessionId, receipt: receiptOf(sessionId) });
    await customer.take("receipt");
    await stopped;
  });
});

describe("what became of a recording", () => {
  const ask = (number: string, from = portal) => fetch(`${from.urls.publicUrl}/api/v1/receipts/${number}`);
  const statusOf = async (number: string) => RecordingStatus.parse(await (await ask(number)).json());

  it("is what the recorder said last, except that nobody takes a destruction back", async () => {
    const recorder = await portal.recorder();
    const sessionId = "q".repeat(20);
    const say = async (status: object) => {
      recorder.say({ type: "recording_statuses", statuses: [{ sessionId, openings: [], ...status }] });
      await expect.poll(async () => await statusOf(sessionId)).toMatchObject(status);
    };
    expect(await statusOf(sessionId)).toEqual({ sessionId, state: "unknown", openings: [] });
    await say({ state: "locked", deleteAt: 9 });
    await say({ state: "opened", deleteAt: 9, openings: [{ at: 3, kind: "complaint", caseId: "abcdefgh23456777" }] });
    await say({
      state: "destroyed",
      deleteAt: 9,
      destroyedAt: 8,
      openings: [{ at: 3, kind: "complaint", caseId: "abcdefgh23456777" }],
    });
    recorder.say({ type: "recording_statuses", statuses: [{ sessionId, state: "locked", openings: [] }] });
    const later = "r".repeat(20);
    recorder.say({ type: "recording_statuses", statuses: [{ sessionId: later, state: "recording", openings: [] }] });
    await expect.poll(async () => (await statusOf(later)).state).toBe("recording");
    expect((await statusOf(sessionId)).state).toBe("destroyed");
  });

  it("is written only where it is news: a server that starts says all over again", async () => {
    const recorder = await portal.recorder();
    const [known, other] = ["s".repeat(20), "t".repeat(20)];
    const locked = (sessionId: string) => ({ sessionId, state: "locked" as const, deleteAt: 9, openings: [] });
    const changedAt = async (id: string) => {
      const rows = portal.database.tables.selectFrom("recording_statuses").select("changed_at");
      return (await rows.where("session_id", "=", id).executeTakeFirst())?.changed_at;
    };
    recorder.say({ type: "recording_statuses", statuses: [locked(known)] });
    await expect.poll(() => changedAt(known)).toBeDefined();
    await portal.database.tables.updateTable("recording_statuses").set({ changed_at: 7 }).execute();
    recorder.say({ type: "recording_statuses", statuses: [locked(known), locked(other)] });
    await expect.poll(() => changedAt(other)).toBeDefined();
    expect(await changedAt(known)).toBe(7);
  });

  it("is what the session's own server says, before and after its restart, and what no other does", async () => {
    const other = await portal.recorder("b".repeat(32), 1, "0b".repeat(32));
    const own = await portal.recorder("a".repeat(32), 9);
    const { sessionId } = await playUntilArmed(portal, own);
    const say = (recorder: typeof own, state: string, about = sessionId) =>
      recorder.say({ type: "recording_statuses", statuses: [{ sessionId: about, state, openings: [] }] });
    const refusals = () => portal.logLines.filter((line) => line.includes("status of another server refused")).length;
    say(other, "destroyed");
    await expect.poll(refusals).toBe(1);
    expect((await statusOf(sessionId)).state).toBe("unknown");
    say(own, "recording");
    await expect.poll(async () => (await statusOf(sessionId)).state).toBe("recording");
    say(other, "destroyed");
    await expect.poll(refusals).toBe(2);
    own.cut();
    const restarted = await portal.recorder("c".repeat(32));
    say(other, "destroyed");
    say(restarted, "locked");
    await expect.poll(async () => (await statusOf(sessionId)).state).toBe("locked");
    await expect.poll(refusals).toBe(3);
    // Of a session that is not known (any more), whoever spoke of it first goes on speaking.
    say(restarted, "locked", "w".repeat(20));
    await expect.poll(async () => (await statusOf("w".repeat(20))).state).toBe("locked");
    say(other, "destroyed", "w".repeat(20));
    await expect.poll(refusals).toBe(4);
    expect((await statusOf("w".repeat(20))).state).toBe("locked");
    // Nobody speaks of a session that no server was asked to record.
    const { sessionId: waiting } = await portal.newSession(await portal.signIn());
    say(restarted, "destroyed", waiting);
    await expect.poll(refusals).toBe(5);
    expect((await statusOf(waiting)).state).toBe("unknown");
  });

  it("has a form for numbers that are none, and a budget for guessers that knowing a number does not use up", async () => {
    for (const none of ["1", "A".repeat(20), "a".repeat(21), "%00", "a'--"]) {
      const answer = await ask(none);
      expect(Problem.parse(await answer.json()).code).toBe("message_malformed");
    }
    const receiptsPerAddress = { attempts: 3, windowMs: 60_000 };
    const small = await PortalUnderTest.start({ options: { budgets: { receiptsPerAddress } }, clock: systemClock });
    const recorder = await small.recorder();
    recorder.say({
      type: "recording_statuses",
      statuses: [{ sessionId: "t".repeat(20), state: "locked", openings: [] }],
    });
    await expect
      .poll(async () => (await (await ask("t".repeat(20), small)).json()) as object)
      .toMatchObject({ state: "locked" });
    const guesses = await Promise.all(["2", "3", "4", "5"].map((digit) => ask(digit.repeat(20), small)));
    expect(guesses.map(({ status }) => status).sort()).toContain(429);
    const refused = guesses.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    // Keys have a budget of their own.
    expect((await small.checkKey("0000000")).status).toBe(404);
    await small.stop();
  });
});

describe("a technician's pseudonym", () => {
  it("is the same every time, says nothing, and is another one for another account or secret", async () => {
    const { pseudonymOf } = portal.portal;
    expect(pseudonymOf("tina")).toMatch(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/);
    expect(pseudonymOf("tina")).toBe(pseudonymOf("tina"));
    expect(pseudonymOf("tino")).not.toBe(pseudonymOf("tina"));
    const other = await PortalUnderTest.start({ options: { keySecret: new Uint8Array(32).fill(8) } });
    expect(other.portal.pseudonymOf("tina")).not.toBe(pseudonymOf("tina"));
    await other.stop();
  });
});

function filesWith(text: string): string[] {
  try {
    return execFileSync("grep", ["-rlaF", text, directory], { encoding: "utf8" }).trim().split("\n");
  } catch (error) {
    // grep found nothing.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}
