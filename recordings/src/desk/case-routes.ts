import {
  ApproveCase,
  CaseId,
  CaseList,
  CaseOpening,
  CaseView,
  CloseCase,
  EndHold,
  ExtendHold,
  HoldView,
  Problem,
  RecordingId,
  SignedBreakGlassRequest,
  SignedCaseTaking,
} from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { AuditorSignIn } from "./auditor-sign-in.ts";
import type { DeskParts } from "./desk-parts.ts";
import { sendFile } from "./send-file.ts";

const problems = { "4xx": Problem, "5xx": Problem };
const aboutCase = z.strictObject({ caseId: CaseId });
const aboutRecording = z.strictObject({ recordingId: RecordingId });
const nothing = z.strictObject({});

/** What auditors may ask, signed in. Every decision carries its own signature besides. */
export function addCaseRoutes(app: Routes, { cases }: DeskParts, signIn: AuditorSignIn): void {
  const { reviews } = cases;
  const caller = (request: FastifyRequest) => signIn.sessionOf(request.headers.authorization).auditor;

  app.get(
    "/api/v1/cases",
    { schema: { summary: "All cases, the newest first.", response: { 200: CaseList, ...problems } } },
    async (request) => ({ cases: await cases.list(caller(request)) }),
  );

  app.post(
    "/api/v1/cases",
    {
      schema: {
        summary: "Asks for an opening without a complaint code.",
        body: SignedBreakGlassRequest,
        response: { 201: CaseView, ...problems },
      },
    },
    async (request, reply) => {
      const by = caller(request);
      const caseId = await reviews.request(by, request.body);
      return reply.code(201).send(await cases.show(by, caseId));
    },
  );

  app.get(
    "/api/v1/cases/:caseId",
    { schema: { summary: "One case.", params: aboutCase, response: { 200: CaseView, ...problems } } },
    async (request) => cases.show(caller(request), request.params.caseId),
  );

  app.post(
    "/api/v1/cases/:caseId/take",
    {
      schema: {
        summary: "Takes a case and names the viewer key.",
        params: aboutCase,
        body: SignedCaseTaking,
        response: { 200: CaseView, ...problems },
      },
    },
    async (request) => {
      const by = caller(request);
      await reviews.take(by, request.params.caseId, request.body);
      return cases.show(by, request.params.caseId);
    },
  );

  app.post(
    "/api/v1/cases/:caseId/approvals",
    {
      schema: {
        summary: "Approves a case and hands the own share to its viewer key.",
        params: aboutCase,
        body: ApproveCase,
        response: { 200: CaseView, ...problems },
      },
    },
    async (request) => {
      const by = caller(request);
      await reviews.approve(by, request.params.caseId, request.body);
      return cases.show(by, request.params.caseId);
    },
  );

  app.post(
    "/api/v1/cases/:caseId/release",
    {
      schema: {
        summary: "Has a key warden release the shred secret to the viewer key.",
        params: aboutCase,
        body: nothing,
        response: { 200: CaseOpening, ...problems },
      },
    },
    async (request) => reviews.release(caller(request), request.params.caseId),
  );

  app.post(
    "/api/v1/cases/:caseId/close",
    {
      schema: {
        summary:
          "Closes a case: nothing of it opens anything any more. By two persons, if it is a complaint nobody has looked at.",
        params: aboutCase,
        body: CloseCase,
        response: { 200: CaseView, ...problems },
      },
    },
    async (request) => {
      const by = caller(request);
      await reviews.close(by, request.params.caseId, request.body);
      return cases.show(by, request.params.caseId);
    },
  );

  app.get(
    "/api/v1/cases/:caseId/header",
    {
      schema: {
        summary: "The header section of the recording's file.",
        params: aboutCase,
        response: { 200: z.any().describe("Bytes."), ...problems },
      },
    },
    async (request, reply) => {
      const bytes = await cases.header(caller(request), request.params.caseId);
      return reply.type("application/octet-stream").send(Buffer.from(bytes));
    },
  );

  app.get(
    "/api/v1/cases/:caseId/file",
    { schema: { summary: "The sealed recording, or a range of it.", params: aboutCase, response: problems } },
    async (request, reply) => {
      const { caseId } = request.params;
      const { auditor, viewed } = signIn.sessionOf(request.headers.authorization);
      const download = await cases.download(auditor, caseId, !viewed.has(caseId));
      viewed.add(caseId);
      return sendFile(reply, download, request.headers.range);
    },
  );

  app.post(
    "/api/v1/holds/:recordingId/extension",
    {
      schema: {
        summary: "Moves a hold's day of review, by two persons' word.",
        params: aboutRecording,
        body: ExtendHold,
        response: { 200: HoldView, ...problems },
      },
    },
    async (request) => {
      caller(request);
      return cases.extendHold(request.params.recordingId, request.body);
    },
  );

  app.post(
    "/api/v1/holds/:recordingId/ending",
    {
      schema: {
        summary: "Ends a hold that no case needs any more, by two persons' word.",
        params: aboutRecording,
        body: EndHold,
        response: { 200: HoldView, ...problems },
      },
    },
    async (request) => {
      caller(request);
      return cases.endHold(request.params.recordingId, request.body);
    },
  );
}
