import {
  CaseClosed,
  CaseId,
  DestroySecret,
  HoldSecret,
  ProtocolError,
  RecordingId,
  ReleaseSecret,
  SecretDestroyed,
  SecretHeld,
  SecretReleased,
  SecretState,
  SecretStored,
  ShowCheckpoint,
  StoreSecret,
  WardenIdentity,
  WardenStatus,
} from "@ferndiagnose/protocol";
import { AuditorSet } from "@ferndiagnose/sealed-recording";
import type { Routes } from "@ferndiagnose/server/http";
import { z } from "zod";
import type { Warden } from "../warden.ts";

/** Sixteen approvals with their proofs fit into this, and auditor sets of any size. */
const largeBodyBytes = 1024 * 1024;

const ofRecording = z.strictObject({ recordingId: RecordingId });
const secret = "/api/v1/secrets/:recordingId";

/** Everything under the token. */
export function addRoutes(app: Routes, warden: Warden): void {
  app.get("/api/v1/status", { schema: { response: { 200: WardenStatus } } }, async () => warden.status);

  app.put(
    secret,
    { schema: { params: ofRecording, body: StoreSecret, response: { 200: SecretStored } } },
    async ({ params, body }) => warden.store(same(params, body)),
  );
  app.get(secret, { schema: { params: ofRecording, response: { 200: SecretState } } }, async ({ params }) =>
    warden.state(params.recordingId),
  );
  app.delete(
    secret,
    { schema: { params: ofRecording, body: DestroySecret, response: { 200: SecretDestroyed } } },
    async ({ params, body }) => warden.destroy(same(params, body)),
  );
  app.post(
    `${secret}/hold`,
    { schema: { params: ofRecording, body: HoldSecret, response: { 200: SecretHeld } } },
    async ({ params, body }) => warden.hold(same(params, body)),
  );
  app.post(
    `${secret}/release-hold`,
    { schema: { params: ofRecording, body: HoldSecret, response: { 200: SecretHeld } } },
    async ({ params, body }) => warden.endHold(same(params, body)),
  );
  app.post(
    `${secret}/release`,
    {
      bodyLimit: largeBodyBytes,
      schema: { params: ofRecording, body: ReleaseSecret, response: { 200: SecretReleased } },
    },
    async ({ params, body }) => warden.release(same(params, body)),
  );
  app.post(
    "/api/v1/cases/:caseId/close",
    { schema: { params: z.strictObject({ caseId: CaseId }), response: { 200: CaseClosed } } },
    async ({ params }) => warden.closeCase(params.caseId),
  );
  app.post(
    "/api/v1/checkpoints",
    { schema: { body: ShowCheckpoint, response: { 200: WardenStatus } } },
    async ({ body }) => warden.showCheckpoint(body),
  );
  app.put(
    "/api/v1/auditor-sets",
    { bodyLimit: largeBodyBytes, schema: { body: AuditorSet, response: { 200: WardenStatus } } },
    async ({ body }) => warden.submitAuditorSet(body),
  );
}

/** What anybody on this machine may know. */
export function addOpenRoutes(app: Routes, warden: Warden): void {
  app.get("/api/v1/identity", { schema: { response: { 200: WardenIdentity } } }, async () => warden.identity.public);
  app.get("/healthz", { schema: { hide: true } }, async () => "ok\n");
  app.get("/readyz", { schema: { hide: true } }, async (_request, reply) =>
    warden.status.isReady ? "ready\n" : reply.code(503).send("not ready\n"),
  );
}

/** The address and the body name the same recording. */
function same<Body extends { readonly recordingId: RecordingId }>(
  params: { recordingId: RecordingId },
  body: Body,
): Body {
  if (params.recordingId !== body.recordingId) throw new ProtocolError("message_malformed");
  return body;
}
