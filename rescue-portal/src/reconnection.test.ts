import { FakeClock } from "@ferndiagnose/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { openSqliteDatabase } from "./index.ts";
import { playUntilArmed, playUntilJoined, playUntilLive, viewRights } from "./testing/played-session.ts";
import { PortalUnderTest } from "./testing/portal-under-test.ts";

/** A clock that jumps would let every ping go unanswered. */
const noPings = { intervalMs: 1e9, missedAtMost: 1 };
const byClock = { peopleKeepAlive: noPings, recorderKeepAlive: noPings, sealWithinMs: 0 };
const quickPeople = { reconnectWindowMs: 400 };
const quickRecorder = { recorderGraceMs: 400 };
const running: PortalUnderTest[] = [];

async function startPortal(how: Parameters<typeof PortalUnderTest.start>[0] = {}): Promise<PortalUnderTest> {
  const portal = await PortalUnderTest.start(how);
  running.push(portal);
  return portal;
}

afterEach(async () => {
  for (const portal of running.splice(0)) await portal.stop();
});

describe("the customer's socket", () => {
  it("suspends when it is lost and goes on with the token", async () => {
    const portal = await startPortal();
    const { customer, technician, recorder, sessionId, invitation } = await playUntilLive(portal);
    customer.say({ type: "rights_changed", rights: viewRights });
    await technician.takeState("live");
    customer.cut();
    expect(await technician.takeState("suspended")).toMatchObject({ suspension: "connection" });
    recorder.say({ type: "customer_answer", sessionId, sdp: "missed" });
    recorder.say({ type: "viewers", sessionId, count: 1 });

    const again = await portal.customer();
    again.say({ type: "resume", version: 1, sessionId, resumeToken: invitation.resumeToken });
    expect(await again.take("joined")).toMatchObject({ invitation });
    expect(await again.take("answer")).toMatchObject({ sdp: "missed" });
    expect(await again.take("viewers")).toMatchObject({ count: 1 });
    expect(await technician.takeState("live")).toMatchObject({ rights: viewRights });
  });

  it("ends the session when it stays away", async () => {
    const portal = await startPortal({ options: { timings: quickPeople } });
    const { customer, technician, recorder } = await playUntilLive(portal);
    customer.cut();
    expect(await technician.takeState("aborted")).toMatchObject({ reason: "customer_lost" });
    for (;;) {
      const { event } = (await recorder.take("event")) as never as { event: { type: string; reason?: string } };
      if (event.type !== "ended") continue;
      expect(event.reason).toBe("customer_lost");
      break;
    }
  });

  it("has sixty seconds", async () => {
    const clock = new FakeClock(Date.now());
    const portal = await startPortal({ clock, options: { timings: byClock } });
    const { customer, technician } = await playUntilLive(portal);
    customer.cut();
    await technician.takeState("suspended");
    clock.advance(59_999);
    await expect(technician.takeState("aborted", 200)).rejects.toThrow("No message");
    clock.advance(1);
    expect(await technician.takeState("aborted")).toMatchObject({ reason: "customer_lost" });
  });

  it("is not taken over with a wrong token, which sounds like an unknown session", async () => {
    const portal = await startPortal();
    const { sessionId, customer, technician } = await playUntilLive(portal);
    const thief = await portal.customer();
    thief.say({ type: "resume", version: 1, sessionId, resumeToken: "A".repeat(43) });
    expect(await thief.takeProblem()).toBe("session_unknown");
    thief.say({ type: "resume", version: 1, sessionId: "a".repeat(20), resumeToken: "A".repeat(43) });
    expect(await thief.takeProblem()).toBe("session_unknown");
    technician.say({ type: "request_rights", request: "control" });
    await customer.take("rights_requested");
  });

  it("is cut when it does not read, instead of filling the memory", async () => {
    const portal = await startPortal();
    const { customer, recorder, technician, sessionId } = await playUntilLive(portal);
    customer.freeze();
    for (let count = 0; count < 600; count++)
      recorder.say({ type: "customer_answer", sessionId, sdp: "x".repeat(32 * 1024) });
    expect(await technician.takeState("suspended")).toMatchObject({ suspension: "connection" });
  });

  it("hears of an end that came while it was away", async () => {
    const portal = await startPortal();
    const { customer, technician, sessionId, invitation } = await playUntilLive(portal);
    customer.cut();
    await technician.takeState("suspended");
    technician.say({ type: "end" });
    await technician.takeState("ended");
    const again = await portal.customer();
    again.say({ type: "resume", version: 1, sessionId, resumeToken: invitation.resumeToken });
    expect(await again.take("ended")).toMatchObject({ reason: "technician_ended" });
  });
});

describe("the technician's socket", () => {
  it("may come back, and the relay gets a new viewer", async () => {
    const portal = await startPortal();
    const { technician, recorder, cookie, sessionId, invitation } = await playUntilLive(portal);
    const first = (await recorder.take("technician_joined"))["viewerId"];
    technician.cut();
    expect((await recorder.take("technician_left"))["viewerId"]).toBe(first);
    const again = await portal.technician(cookie);
    again.say({ type: "attach", version: 1, sessionId });
    expect(await again.takeState("live")).toMatchObject({ checkCode: invitation.checkCode });
    expect((await recorder.take("technician_joined"))["viewerId"]).not.toBe(first);
  });

  it("ends the session when it stays away", async () => {
    const portal = await startPortal({ options: { timings: quickPeople } });
    const { technician, customer } = await playUntilJoined(portal);
    technician.cut();
    expect(await customer.take("ended")).toMatchObject({ reason: "technician_lost" });
  });

  it("is closed by signing out", async () => {
    const portal = await startPortal();
    const { technician, cookie } = await playUntilJoined(portal);
    const response = await portal.post(`${portal.urls.staffUrl}/api/v1/sign-out`, undefined, { cookie });
    expect(response.status).toBe(204);
    await technician.closed();
    expect(technician.closeCode).toBe(4001);
    await expect(portal.technician(cookie)).rejects.toMatchObject({ status: 401 });
  });
});

describe("the recorder's socket", () => {
  it("ends its sessions at both sides within ten seconds when it is killed", async () => {
    const portal = await startPortal();
    const { recorder, customer, technician } = await playUntilLive(portal);
    const lostAt = Date.now();
    recorder.cut();
    expect(await customer.take("ended", 10_000)).toMatchObject({ reason: "recorder_lost" });
    expect(await technician.takeState("aborted", 5_000)).toMatchObject({ reason: "recorder_lost" });
    expect(Date.now() - lostAt).toBeLessThan(10_000);
  }, 15_000);

  it("is noticed to be dead when it only stops answering", async () => {
    const recorderKeepAlive = { intervalMs: 250, missedAtMost: 3 };
    const portal = await startPortal({ options: { timings: { ...quickRecorder, recorderKeepAlive } } });
    const { recorder, customer } = await playUntilLive(portal);
    recorder.freeze();
    expect(await customer.take("ended", 10_000)).toMatchObject({ reason: "recorder_lost" });
  });

  it("keeps its sessions when the same instance comes back, and hears what it missed", async () => {
    const portal = await startPortal({ options: { timings: { recorderGraceMs: 2_500 } } });
    const { recorder, customer, technician, sessionId } = await playUntilLive(portal);
    recorder.cut();
    await until(async () => (await readiness(portal)).recorders === 0);
    customer.say({ type: "rights_changed", rights: viewRights });
    await technician.takeState("live");
    const again = await portal.recorder();
    expect((await again.take("event"))["event"]).toMatchObject({ type: "rights_changed" });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    again.say({ type: "suspended", sessionId, cause: "recording" });
    await technician.takeState("suspended");
  });

  it("loses its sessions when another instance comes instead", async () => {
    const portal = await startPortal({ options: { timings: quickRecorder } });
    const { recorder, customer } = await playUntilLive(portal);
    recorder.cut();
    await portal.recorder("1".repeat(32));
    expect(await customer.take("ended")).toMatchObject({ reason: "recorder_lost" });
  });

  it("tells of a recording that a restarted recorder has recovered, and of none that is not its own", async () => {
    const portal = await startPortal({ options: { timings: quickRecorder } });
    const { recorder, customer, technician, sessionId } = await playUntilLive(portal);
    const stranger = await portal.recorder("2".repeat(32), 10, "2".repeat(64));
    stranger.say({ type: "sealed", sessionId, outcome: "complete" });
    stranger.say({ type: "sealed", sessionId, outcome: "recovered" });
    await expect(technician.takeState("sealed", 200)).rejects.toThrow("No message");
    recorder.cut();
    expect(portal.logLines.some((line) => line.includes("session sealed"))).toBe(false);
    const restarted = await portal.recorder("1".repeat(32));
    restarted.say({ type: "sealed", sessionId, outcome: "recovered" });
    expect(await customer.take("ended")).toMatchObject({ reason: "recorder_lost" });
    await until(async () =>
      portal.logLines.some((line) => line.includes(sessionId) && line.includes("session sealed")),
    );
  });

  it("does not touch the sessions of the other recorder", async () => {
    const portal = await startPortal({ options: { timings: quickRecorder } });
    const first = await playUntilLive(portal, await portal.recorder("1".repeat(32), 5));
    const second = await playUntilLive(portal, await portal.recorder("2".repeat(32), 50));
    first.recorder.cut();
    expect(await first.customer.take("ended")).toMatchObject({ reason: "recorder_lost" });
    second.technician.say({ type: "request_rights", request: "control" });
    await second.customer.take("rights_requested");
    expect(second.customer.heard.map(({ type }) => type)).not.toContain("ended");
  });

  it("is not believed about another recorder's session", async () => {
    const portal = await startPortal();
    const { sessionId, technician, customer } = await playUntilLive(portal);
    const other = await portal.recorder("3".repeat(32));
    other.say({ type: "ended", sessionId, reason: "media_failed" });
    technician.say({ type: "request_rights", request: "control" });
    await customer.take("rights_requested");
    expect(customer.heard.map(({ type }) => type)).not.toContain("ended");
  });
});

describe("a recorder that does not know of an end", () => {
  it("is told of it, once, and keeps its connection", async () => {
    const portal = await startPortal({ options: { timings: quickRecorder } });
    const { recorder, sessionId, technician, customer } = await playUntilLive(portal);
    recorder.cut();
    await customer.take("ended");
    await technician.takeState("aborted");
    const again = await portal.recorder();
    expect((await again.take("event"))["event"]).toMatchObject({ type: "ended", reason: "recorder_lost" });
    again.heard.length = 0;
    again.say({ type: "live", sessionId });
    expect((await again.take("event"))["event"]).toMatchObject({ type: "ended", reason: "recorder_lost" });
    again.say({ type: "live", sessionId });
    again.say({ type: "live", sessionId: "z".repeat(20) });
    expect(await again.take("event")).toMatchObject({ sessionId: "z".repeat(20), event: { type: "ended" } });
    again.say({ type: "sealed", sessionId, outcome: "recovered" });
    await technician.takeState("aborted");
    expect(again.heard).toEqual([]);
    expect(again.closeCode).toBeUndefined();
  });
});

describe("a restart of the portal", () => {
  it("goes on with its sessions when everybody comes back", async () => {
    const database = openSqliteDatabase(":memory:");
    const portal = await startPortal({ database });
    const { sessionId, invitation, cookie: _ } = await playUntilArmed(portal);
    const crashed = await crash(portal);
    const next = await startPortal({ database: crashed });
    const recorder = await next.recorder();
    const technician = await next.technician(await next.signIn());
    technician.say({ type: "attach", version: 1, sessionId });
    await technician.takeState("armed");
    const customer = await next.customer();
    customer.say({ type: "resume", version: 1, sessionId, resumeToken: invitation.resumeToken });
    await customer.take("joined");
    recorder.say({ type: "live", sessionId });
    await technician.takeState("live");
  });

  it("ends the sessions of a recorder that does not come back", async () => {
    const portal = await startPortal();
    const { sessionId, invitation } = await playUntilLive(portal);
    const next = await startPortal({ database: await crash(portal), options: { timings: quickRecorder } });
    const customer = await next.customer();
    customer.say({ type: "resume", version: 1, sessionId, resumeToken: invitation.resumeToken });
    expect(await customer.take("ended")).toMatchObject({ reason: "recorder_lost" });
  });

  it("lets live keys expire in their time", async () => {
    const clock = new FakeClock(Date.now());
    const portal = await startPortal({ clock, options: { timings: byClock } });
    await portal.recorder();
    const { key, sessionId } = await portal.newSession(await portal.signIn());
    const next = await startPortal({ clock, database: await crash(portal), options: { timings: byClock } });
    expect((await next.checkKey(key)).status).toBe(200);
    const technician = await next.technician(await next.signIn());
    technician.say({ type: "attach", version: 1, sessionId });
    await technician.takeState("recognised");
    clock.advance(600_000);
    expect(await technician.takeState("expired")).toMatchObject({ reason: "key_expired" });
    expect((await next.checkKey(key)).status).toBe(404);
  });
});

describe("stopping", () => {
  it("tells both sides and lets the recorder seal", async () => {
    const portal = await startPortal({ options: { timings: { sealWithinMs: 3_000 } } });
    const { customer, technician, recorder, sessionId } = await playUntilLive(portal);
    const stopped = portal.stop();
    running.length = 0;
    expect(await customer.take("ended")).toMatchObject({ reason: "server_stopped" });
    await technician.takeState("aborted");
    recorder.say({ type: "sealed", sessionId, outcome: "complete" });
    await stopped;
  });
});

/** What a killed portal leaves: a copy of its database at this moment. The old portal is stopped for good. */
async function crash(portal: PortalUnderTest): Promise<ReturnType<typeof openSqliteDatabase>> {
  const copy = openSqliteDatabase(":memory:");
  await copy.migrate();
  for (const table of ["accounts", "sessions", "session_events", "session_keys"] as const) {
    const rows = await portal.database.tables.selectFrom(table).selectAll().execute();
    if (rows.length > 0)
      await copy.tables
        .insertInto(table)
        .values(rows as never)
        .execute();
  }
  running.splice(running.indexOf(portal), 1);
  await portal.stop();
  return copy;
}

async function readiness(portal: PortalUnderTest): Promise<{ recorders: number }> {
  return (await fetch(`${portal.urls.operationsUrl}/readyz`)).json() as never;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("It did not happen.");
}
