import { generateKeyPairSync, sign } from "node:crypto";
import {
  ComplaintCode,
  type Heartbeat,
  Receipt,
  ReceiptFile,
  SessionInvitation,
  type SignedReceipt,
} from "@ferndiagnose/protocol";
import { ReceiptView } from "@ferndiagnose/protocol/ipc";
import { schemaExamples } from "@ferndiagnose/protocol/testing";
import { canonicalBytes } from "@ferndiagnose/sealed-recording";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test, vi } from "vitest";
import { ReceiptDesk, type ReceiptOutlets } from "./receipt-desk.ts";

const exampleOf = (name: string) => schemaExamples.find((form) => form.name === name)?.examples[0];
const keys = generateKeyPairSync("ed25519");
const recordingKey = keys.publicKey.export({ format: "jwk" }).x ?? "";
const { resumeToken: _, ...invitation } = SessionInvitation.parse(exampleOf("SessionInvitation"));
const code = ComplaintCode.parse(exampleOf("ComplaintCode"));
const heartbeat = exampleOf("Heartbeat") as Heartbeat;
const receipt = {
  ...Receipt.parse(exampleOf("Receipt")),
  sessionId: invitation.sessionId,
  organisation: invitation.organisation,
};

function signed(by = keys): SignedReceipt {
  const bytes = Buffer.concat([
    Buffer.from("FDR1 receipt\0"),
    Buffer.from(receipt.recordingId, "hex"),
    canonicalBytes(receipt),
  ]);
  return { receipt, recordingKey, signature: sign(null, bytes, by.privateKey).toString("base64url") };
}

let clock: FakeClock;
let logged: string[];
let outlets: { [Name in keyof ReceiptOutlets]: ReturnType<typeof vi.fn<ReceiptOutlets[Name]>> };
let desk: ReceiptDesk;
let changes: number;

beforeEach(() => {
  clock = new FakeClock(0);
  logged = [];
  changes = 0;
  const log = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
  outlets = {
    print: vi.fn(async () => true),
    savePdf: vi.fn(async () => true),
    saveFile: vi.fn(async () => true),
    copy: vi.fn(),
  };
  desk = new ReceiptDesk({
    clock,
    log: { info: log, warn: log },
    outlets,
    portal: new URL("https://help.example/start?x=1"),
    invitation,
    complaintCode: code,
    recording: { recordingId: receipt.recordingId, recordingKey },
    anchors: [heartbeat],
    endedAt: 5,
    onChange: () => void changes++,
  });
});

test("what it shows fits the protocol in every state, and the code never reaches the log", async () => {
  const views = [desk.view];
  desk.handleReceipt(signed(generateKeyPairSync("ed25519")));
  views.push(desk.view);
  desk.handleReceipt(signed());
  views.push(desk.view);
  await desk.keep("pdf");
  views.push(desk.view);
  expect(views.map(({ state }) => state)).toEqual(["waiting", "wrong", "valid", "valid"]);
  expect(views.map((view) => view.receipt)).toEqual([undefined, undefined, receipt, receipt]);
  for (const view of views) expect(ReceiptView.parse(view)).toEqual(view);
  expect(desk.view.link).toBe(`https://help.example/receipt#${invitation.sessionId}.${code}.${recordingKey}`);
  expect(changes).toBe(3);
  expect(logged.join()).toContain("signature_wrong");
  expect(logged.join()).not.toContain(code);
});

test("after 15 s it says that none came, and still takes one that comes then", () => {
  clock.advance(14_999);
  expect(desk.view.state).toBe("waiting");
  clock.advance(1);
  expect(desk.view.state).toBe("missing");
  desk.handleReceipt(signed());
  expect(desk.view.state).toBe("valid");
  desk.handleReceipt(signed(generateKeyPairSync("ed25519")));
  expect(desk.view.state).toBe("valid");
});

test("leaving is asked about once, and not at all after printing or saving", async () => {
  desk.handleReceipt(signed());
  await desk.keep("clipboard");
  expect(desk.mayLeave()).toBe(false);
  expect(desk.view.leaving).toBe(true);
  desk.stay();
  expect(desk.view.leaving).toBe(false);
  expect(desk.mayLeave()).toBe(true);
});

test("the question goes with its answer: what comes then must be seen", () => {
  expect(desk.mayLeave()).toBe(false);
  expect(desk.mayLeave()).toBe(true);
  expect(desk.view.leaving).toBe(false);
});

test.each(["print", "pdf", "file"] as const)("after %s nobody is asked", async (as) => {
  desk.handleReceipt(signed());
  await desk.keep(as);
  expect(desk.view.kept).toEqual({ as, done: true });
  expect(desk.mayLeave()).toBe(true);
});

test("a way that fails says so and does not count; a dialog that was closed says nothing", async () => {
  desk.handleReceipt(signed());
  outlets.savePdf.mockRejectedValueOnce(Object.assign(new Error("full"), { code: "ENOSPC" }));
  await desk.keep("pdf");
  expect(desk.view.kept).toEqual({ as: "pdf", done: false });
  expect(logged.at(-1)).toContain("ENOSPC");
  outlets.print.mockResolvedValueOnce(undefined);
  await desk.keep("print");
  expect(desk.view.kept).toEqual({ as: "pdf", done: false });
  expect(desk.mayLeave()).toBe(false);
});

test("the file is what others read: receipt, code, anchors; without a receipt there is none", async () => {
  await desk.keep("file");
  expect(desk.view).toMatchObject({ hasFile: false, kept: { as: "file", done: false } });
  desk.handleReceipt(signed());
  await desk.keep("file");
  const [name, text] = outlets.saveFile.mock.calls[0] ?? [];
  expect(name).toMatch(/^Ferndiagnose [a-z2-7]{4}\.json$/);
  const file = ReceiptFile.parse(JSON.parse(text ?? ""));
  expect(file).toEqual({ receipt: signed(), complaintCode: code, anchors: [heartbeat] });
});
