import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ownProofs,
  playUntilArmed,
  playUntilJoined,
  playUntilLive,
  recordingId,
  recordingKey,
  versions,
  viewRights,
} from "./testing/played-session.ts";
import { PortalUnderTest } from "./testing/portal-under-test.ts";

let portal: PortalUnderTest;
beforeEach(async () => {
  portal = await PortalUnderTest.start();
});
afterEach(() => portal.stop());

describe("a session through real sockets", () => {
  it("goes from key to sealed, and every end hears its part", async () => {
    const { sessionId, key, recorder, technician, customer, invitation, cookie } = await playUntilJoined(portal);
    expect(invitation).toMatchObject({
      sessionId,
      technicianName: "Technik 17",
      organisation: "Example Telecom",
      ...versions,
      retentionDays: 90,
    });
    expect(invitation.checkCode).toMatch(/^[0-9]{4}$/);

    technician.say({ type: "admit" });
    expect(await technician.takeState("admitted")).toMatchObject({ checkCode: invitation.checkCode });
    await customer.take("admitted");
    customer.say({ type: "consent_given", ...versions, ...ownProofs });
    const arm = await recorder.take("arm");
    expect(arm["sessionId"]).toBe(sessionId);
    expect((arm["history"] as { type: string }[]).map(({ type }) => type)).toEqual([
      "key_issued",
      "key_recognised",
      "joined",
      "admitted",
      "consented",
    ]);

    recorder.say({ type: "armed", sessionId, recordingId, recordingKey });
    expect(await customer.take("armed")).toMatchObject({ recordingId, recordingKey, iceServers: [] });
    const { viewerId } = await recorder.take("technician_joined");

    customer.say({ type: "rights_changed", rights: viewRights });
    await technician.takeState("armed");
    expect((await recorder.take("event"))["event"]).toMatchObject({ type: "armed" });
    expect((await recorder.take("event"))["event"]).toMatchObject({ type: "rights_changed", rights: viewRights });
    customer.say({ type: "offer", sdp: "customer offer" });
    expect(await recorder.take("customer_offer")).toMatchObject({ sdp: "customer offer" });
    recorder.say({ type: "customer_answer", sessionId, sdp: "recorder answer" });
    expect(await customer.take("answer")).toMatchObject({ sdp: "recorder answer" });
    recorder.say({ type: "technician_offer", sessionId, viewerId, sdp: "recorder offer" });
    expect(await technician.take("offer")).toMatchObject({ sdp: "recorder offer" });
    technician.say({ type: "answer", sdp: "technician answer" });
    expect(await recorder.take("technician_answer")).toMatchObject({ viewerId, sdp: "technician answer" });
    const candidate = { candidate: "candidate:1", mid: "0" };
    customer.say({ type: "candidate", candidate });
    technician.say({ type: "candidate", candidate });
    expect(await recorder.take("customer_candidate")).toMatchObject({ candidate });
    expect(await recorder.take("technician_candidate")).toMatchObject({ candidate, viewerId });
    recorder.say({ type: "customer_candidate", sessionId, candidate });
    recorder.say({ type: "technician_candidate", sessionId, viewerId, candidate });
    expect(await customer.take("candidate")).toMatchObject({ candidate });
    expect(await technician.take("candidate")).toMatchObject({ candidate });

    recorder.say({ type: "live", sessionId });
    expect(await technician.takeState("live")).toMatchObject({ rights: viewRights, liveSince: expect.any(Number) });
    recorder.say({ type: "viewers", sessionId, count: 1 });
    expect(await customer.take("viewers")).toMatchObject({ count: 1 });
    const heartbeat = {
      recordingId,
      beat: 0,
      frameSeq: 0,
      headHash: "0".repeat(64),
      lagMs: 0,
      monoMs: 0,
      signature: "A".repeat(86),
    };
    recorder.say({ type: "heartbeat", sessionId, heartbeat });
    expect(await customer.take("heartbeat")).toMatchObject({ heartbeat });
    technician.say({ type: "request_rights", request: "control" });
    expect(await customer.take("rights_requested")).toMatchObject({ request: "control" });

    recorder.say({ type: "suspended", sessionId, cause: "recording" });
    expect(await technician.takeState("suspended")).toMatchObject({ suspension: "recording" });
    recorder.say({ type: "resumed", sessionId });
    await technician.takeState("live");

    customer.say({ type: "end", reason: "customer_f11" });
    expect(await customer.take("ended")).toMatchObject({ reason: "customer_f11" });
    expect(await technician.takeState("ended")).toMatchObject({ reason: "customer_f11", rights: { control: false } });
    recorder.say({ type: "sealed", sessionId, outcome: "complete" });
    await technician.takeState("sealed");
    await Promise.all([customer, technician, recorder].map((client) => client.heard.length));

    const log = portal.logLines.join("");
    for (const secret of [
      key,
      invitation.checkCode,
      invitation.resumeToken,
      "Technik 17",
      "tina",
      "127.0.0.1",
      "offer",
      cookie,
    ])
      expect(log).not.toContain(`"${secret}`);
    expect(log).not.toContain(key);
    expect(portal.logLines.filter((line) => line.includes(sessionId)).map((line) => JSON.parse(line).state)).toEqual([
      "key_issued",
      "recognised",
      "joined",
      "admitted",
      "consented",
      "armed",
      "live",
      "suspended",
      "live",
      "ended",
      "sealed",
    ]);
  });

  it("uses a key up, and the second to try hears what anybody hears", async () => {
    const { key } = await playUntilJoined(portal);
    const second = await portal.customer();
    second.say({ type: "join", version: 1, key });
    expect(await second.takeProblem()).toBe("key_not_accepted");
    expect((await (await portal.checkKey(key)).json()) as unknown).toMatchObject({ code: "key_not_accepted" });
  });

  it("lets nobody consent before admission, and nobody admit twice", async () => {
    const { technician, customer } = await playUntilJoined(portal);
    customer.say({ type: "consent_given", ...versions, ...ownProofs });
    expect(await customer.takeProblem()).toBe("not_possible_now");
    technician.say({ type: "admit" });
    await customer.take("admitted");
    technician.say({ type: "admit" });
    expect(await technician.takeProblem()).toBe("not_possible_now");
  });

  it("takes consent to the offered versions only", async () => {
    const { technician, customer, recorder } = await playUntilJoined(portal);
    technician.say({ type: "admit" });
    await customer.take("admitted");
    customer.say({ type: "consent_given", ...versions, ...ownProofs, termsVersion: "2025-01-01.1" });
    expect(await customer.takeProblem()).toBe("not_possible_now");
    expect(recorder.heard).toEqual([]);
  });

  it("ends by turning away and by refusing consent, before anything is armed", async () => {
    const first = await playUntilJoined(portal);
    first.technician.say({ type: "turn_away" });
    expect(await first.customer.take("ended")).toMatchObject({ reason: "technician_turned_away" });
    const second = await playUntilJoined(portal, first.recorder);
    second.technician.say({ type: "admit" });
    await second.customer.take("admitted");
    second.customer.say({ type: "consent_refused" });
    expect(await second.technician.takeState("refused")).toMatchObject({ reason: "consent_refused" });
    expect(first.recorder.heard).toEqual([]);
  });

  it("ends when the recorder refuses to arm", async () => {
    const { technician, customer, recorder, sessionId } = await playUntilJoined(portal);
    technician.say({ type: "admit" });
    await customer.take("admitted");
    customer.say({ type: "consent_given", ...versions, ...ownProofs });
    await recorder.take("arm");
    recorder.say({ type: "arm_refused", sessionId, code: "recorder_not_ready" });
    expect(await customer.take("ended")).toMatchObject({ reason: "recorder_not_ready" });
    await technician.takeState("aborted");
  });

  it("keeps descriptions and candidates that come before the recorder is armed", async () => {
    const { technician, customer, recorder, sessionId } = await playUntilJoined(portal);
    technician.say({ type: "admit" });
    await customer.take("admitted");
    customer.say({ type: "consent_given", ...versions, ...ownProofs });
    customer.say({ type: "offer", sdp: "early" });
    customer.say({ type: "candidate", candidate: { candidate: "c", mid: "0" } });
    await recorder.take("arm");
    expect(recorder.heard).toEqual([]);
    recorder.say({ type: "armed", sessionId, recordingId, recordingKey });
    expect(await recorder.take("customer_offer")).toMatchObject({ sdp: "early" });
    await recorder.take("customer_candidate");
  });

  it("lets the customer end whatever the reason says", async () => {
    const { customer, technician } = await playUntilLive(portal);
    customer.say({ type: "end", reason: "technician_ended" });
    expect(await technician.takeState("ended")).toMatchObject({ reason: "customer_quit" });
  });

  it("keeps two sessions apart", async () => {
    const first = await playUntilLive(portal);
    const second = await playUntilLive(portal, first.recorder);
    first.recorder.heard.length = 0;
    first.customer.say({ type: "rights_changed", rights: { ...viewRights, control: true } });
    expect(await first.technician.takeState("live")).toMatchObject({ rights: { control: true } });
    expect((await first.recorder.take("event"))["sessionId"]).toBe(first.sessionId);
    first.customer.say({ type: "end", reason: "customer_off" });
    await first.technician.takeState("ended");
    second.technician.say({ type: "request_rights", request: "control" });
    await second.customer.take("rights_requested");
    expect(second.technician.heard.map((message) => message["state"])).not.toContain("ended");
    expect(JSON.stringify(second.technician.heard)).not.toContain('"control":true');
  });

  it("shows a session to its owner only", async () => {
    const { sessionId } = await playUntilJoined(portal);
    await portal.portal.createAccount({ name: "otto", displayName: "Technik 18", role: "technician" });
    const other = await portal.technician(await portal.signIn("otto"));
    other.say({ type: "attach", version: 1, sessionId });
    expect(await other.takeProblem()).toBe("session_unknown");
    other.say({ type: "admit" });
    expect(await other.takeProblem()).toBe("not_possible_now");
  });

  it("offers every viewer of the owner a leg of its own", async () => {
    const { sessionId, cookie, recorder } = await playUntilArmed(portal);
    const first = (await recorder.take("technician_joined"))["viewerId"];
    const second = await portal.technician(cookie);
    second.say({ type: "attach", version: 1, sessionId });
    await second.takeState("armed");
    expect((await recorder.take("technician_joined"))["viewerId"]).not.toBe(first);
    second.cut();
    await recorder.take("technician_left");
  });

  it("refuses versions it does not speak", async () => {
    const customer = await portal.customer();
    customer.say({ type: "join", version: 2, key: "1234567" });
    expect(await customer.takeProblem()).toBe("server_too_old");
  });
});
