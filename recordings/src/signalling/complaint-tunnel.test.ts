import {
  ComplaintAccepted,
  ComplaintForm,
  type RecorderMessage,
  RecordingId,
  SessionId,
  TunnelAnswer,
  type TunnelRequest,
} from "@ferndiagnose/protocol";
import { complaintProof, receiptProof, signAcceptance } from "@ferndiagnose/sealed-recording";
import { signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { complain } from "../command-line/client/complain.ts";
import type { DeskLine } from "../command-line/client/desk-line.ts";
import { DeskUnderTest } from "../desk/testing/desk-under-test.ts";
import { testRandom } from "../testing/test-ports.ts";
import { ComplaintTunnel } from "./complaint-tunnel.ts";

let desk: DeskUnderTest;
let tunnel: ComplaintTunnel;
let told: Extract<RecorderMessage, { type: "tunnel_answer" }>[];

beforeAll(async () => {
  desk = await DeskUnderTest.create();
}, 30_000);
afterAll(() => desk.remove());
beforeEach(() => {
  told = [];
  tunnel = tunnelOf({ complaints: desk.cases.complaints });
});

function tunnelOf(parts: Partial<ConstructorParameters<typeof ComplaintTunnel>[0]>): ComplaintTunnel {
  return new ComplaintTunnel({
    complaints: desk.cases.complaints,
    log: desk.noted,
    certificateOf: async () => undefined,
    tellPortal: (message) => told.push(message),
    ...parts,
  });
}

async function ask(request: TunnelRequest, requestId = told.length + 1): Promise<TunnelAnswer> {
  await tunnel.handle({ type: "tunnel_request", requestId, request });
  const answers = told.filter((answer) => answer.requestId === requestId);
  expect(answers).toHaveLength(1);
  return TunnelAnswer.parse(answers[0]?.answer);
}

/** What the command line does at the desk, through the tunnel. */
const line = {
  async get(path: string): Promise<unknown> {
    const sessionId = SessionId.parse(path.split("/")[1]);
    const answer = await ask({ kind: "form", sessionId });
    if (answer.kind !== "form") throw new Error(JSON.stringify(answer));
    return ComplaintForm.parse(answer.form);
  },
  async post(_path: string, complaint: never): Promise<unknown> {
    const answer = await ask({ kind: "complain", complaint });
    if (answer.kind !== "complain") throw new Error(JSON.stringify(answer));
    return ComplaintAccepted.parse(answer.accepted);
  },
} as unknown as DeskLine;

test("a complaint through the portal is a complaint at the desk, and is withdrawn the same way", async () => {
  const recording = await desk.record();
  const { caseId } = await complain(line, recording, testRandom);
  const anna = await desk.signIn("anna");
  expect((await anna.cases()).map((each) => each.caseId)).toContain(caseId);
  const { sessionId, recordingId } = recording;
  const proof = await complaintProof(recording.code, recordingId);
  expect(await ask({ kind: "withdraw", withdrawal: { sessionId, caseId, proof } })).toEqual({ kind: "withdraw" });
  expect(await ask({ kind: "withdraw", withdrawal: { sessionId, caseId, proof } })).toEqual({
    kind: "refused",
    code: "case_closed",
  });
});

test("who accepts a complaint shows that the recording is theirs: a foreign answer, or one about another complaint, is noticed", async () => {
  const recording = await desk.record();
  const stranger = signingKeyFromSeed(testRandom(32));
  const answeredBy = (change: (complaint: object, accepted: ComplaintAccepted) => Promise<ComplaintAccepted>) =>
    ({
      get: line.get,
      post: async (path: string, complaint: never) =>
        change(complaint, (await line.post(path, complaint, ComplaintAccepted)) as ComplaintAccepted),
    }) as unknown as DeskLine;
  let first: ComplaintAccepted | undefined;
  await complain(
    answeredBy(async (_, accepted) => {
      first = accepted;
      return accepted;
    }),
    recording,
    testRandom,
  );
  const lies = [
    async (complaint: object, accepted: ComplaintAccepted) => ({
      ...accepted,
      signature: await signAcceptance(complaint, accepted, stranger),
    }),
    async () => first as ComplaintAccepted,
    async (_: object, accepted: ComplaintAccepted) => ({ ...accepted, reviewAt: accepted.reviewAt + 1 }),
  ];
  for (const lie of lies) {
    await expect(complain(answeredBy(lie), recording, testRandom)).rejects.toThrow("not from the server that keeps");
  }
});

test("what the desk refuses is refused here, with the same code", async () => {
  const { recordingId, sessionId, code } = await desk.record();
  const unknown = SessionId.parse("z".repeat(20));
  const box = { enc: "0".repeat(64), ciphertext: "0".repeat(72) };
  const codes = [0, 1].map((index) => ({ auditor: `${index}`.repeat(32), box }));
  expect(await ask({ kind: "form", sessionId: unknown })).toEqual({ kind: "refused", code: "session_unknown" });
  expect(await ask({ kind: "certificate", sessionId })).toEqual({ kind: "refused", code: "not_found" });
  const wrong = "0".repeat(64);
  const foreign = RecordingId.parse("f".repeat(32));
  for (const complaint of [
    { sessionId, recordingId, proof: wrong, codes },
    { sessionId, recordingId: foreign, proof: wrong, codes },
  ])
    expect(await ask({ kind: "complain", complaint })).toEqual({ kind: "refused", code: "complaint_not_accepted" });
  // What the portal was shown to keep a hash of is no complaint.
  const proof = await receiptProof(code, sessionId);
  expect(await ask({ kind: "complain", complaint: { sessionId, recordingId, proof, codes } })).toEqual({
    kind: "refused",
    code: "complaint_not_accepted",
  });
});

test("a failure of ours is answered without its cause, and a flood with few at a time", async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const form = async () => {
    await gate;
    throw new Error("a detail of ours");
  };
  tunnel = tunnelOf({ complaints: { ...desk.cases.complaints, form } as never });
  const sessionId = SessionId.parse("z".repeat(20));
  const asking = Array.from({ length: 20 }, (_, index) =>
    tunnel.handle({ type: "tunnel_request", requestId: index + 1, request: { kind: "form", sessionId } }),
  );
  await expect.poll(() => told.length).toBe(4);
  open();
  await Promise.all(asking);
  const codes = told.map(({ answer }) => (answer.kind === "refused" ? answer.code : answer.kind));
  expect(codes.filter((code) => code === "too_many_attempts")).toHaveLength(4);
  expect(codes.filter((code) => code === "internal")).toHaveLength(16);
  expect(new Set(told.map(({ requestId }) => requestId)).size).toBe(20);
  expect(JSON.stringify([told, desk.noted.lines])).not.toContain("a detail of ours");
});
