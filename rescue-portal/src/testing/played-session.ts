import type { NewSession } from "@ferndiagnose/protocol";
import type { PortalUnderTest } from "./portal-under-test.ts";
import type { ScriptedClient } from "./scripted-client.ts";

export const versions = { termsVersion: "2026-01-01.1", privacyVersion: "2026-01-02.1" };
export const recordingId = "ab".repeat(16);
export const recordingKey = "A".repeat(43);
/** Sealed to nobody: a portal cannot tell. */
export const complaintCode = { enc: "c0".repeat(32), ciphertext: "de".repeat(36) };
/** Of a receipt that nobody holds. */
export const receiptProof = "0f".repeat(32);
/** What a customer's program adds to the versions it agrees to. */
export const ownProofs = { complaintCode, receiptProof };
export const viewRights = { view: { kind: "all_screens" }, control: false };

/** As a recorder signs it; the portal does not look inside. */
export function receiptOf(sessionId: string) {
  const receipt = {
    ...{ version: 1, sessionId, recordingId, organisation: "Example Telecom", technician: "ABCD-2345" },
    ...{ startedAt: 1, endedAt: 2, endReason: "customer_f11", rights: [] },
    ...{ finalSeq: 3, finalHash: "0".repeat(64), deleteAt: 4, log: "log.example" },
  };
  return { receipt, recordingKey, signature: "A".repeat(86) };
}

export interface PlayedSession {
  readonly sessionId: string;
  readonly key: string;
  readonly cookie: string;
  readonly recorder: ScriptedClient;
  readonly technician: ScriptedClient;
  readonly customer: ScriptedClient;
  readonly invitation: Record<string, unknown> & { resumeToken: string; checkCode: string };
}

/** Plays a session with scripted programs until the customer has joined. */
export async function playUntilJoined(
  portal: PortalUnderTest,
  recorder?: ScriptedClient,
  customerHeaders?: Record<string, string>,
  request?: NewSession,
): Promise<PlayedSession> {
  const usedRecorder = recorder ?? (await portal.recorder());
  const cookie = await portal.signIn();
  const { sessionId, key } = await portal.newSession(cookie, request);
  const technician = await portal.technician(cookie);
  technician.say({ type: "attach", version: 1, sessionId });
  await technician.takeState("key_issued");
  const customer = await portal.customer(customerHeaders);
  customer.say({ type: "join", version: 1, key });
  const { invitation } = (await customer.take("joined")) as never as Pick<PlayedSession, "invitation">;
  await technician.takeState("joined");
  return { sessionId, key, cookie, recorder: usedRecorder, technician, customer, invitation };
}

/** … until the recorder is armed. */
export async function playUntilArmed(
  portal: PortalUnderTest,
  recorder?: ScriptedClient,
  customerHeaders?: Record<string, string>,
  request?: NewSession,
): Promise<PlayedSession> {
  const played = await playUntilJoined(portal, recorder, customerHeaders, request);
  const { sessionId, technician, customer } = played;
  technician.say({ type: "admit" });
  await customer.take("admitted");
  customer.say({ type: "consent_given", ...versions, ...ownProofs });
  await played.recorder.take("arm");
  played.recorder.say({ type: "armed", sessionId, recordingId, recordingKey });
  await customer.take("armed");
  await technician.takeState("armed");
  return played;
}

/** … until pictures flow. */
export async function playUntilLive(
  portal: PortalUnderTest,
  recorder?: ScriptedClient,
  customerHeaders?: Record<string, string>,
  request?: NewSession,
): Promise<PlayedSession> {
  const played = await playUntilArmed(portal, recorder, customerHeaders, request);
  played.recorder.say({ type: "live", sessionId: played.sessionId });
  await played.technician.takeState("live");
  return played;
}
