import { type ComplaintCode, OwnData, ReceiptAccessGranted, RecordingStatus } from "@ferndiagnose/protocol";
import { receiptProof } from "@ferndiagnose/sealed-recording";
import { launchChromium } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { complain } from "../src/complain.ts";
import { askDesk, DeskAuditor, DeskProblem } from "../src/desk-auditor.ts";
import { ForgedCustomer } from "../src/forged-customer.ts";
import { ForgedTechnician } from "../src/forged-technician.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { Server } from "../src/server.ts";

const reference = "K-2026 0815";
let server: Server;
let visitor: ForgedVisitor;
let sessionId: string;
let code: ComplaintCode;
let proof: string;

/** The whole system, two recording servers beside the portal: a session is held, recorded, ended, sealed. */
beforeAll(async () => {
  server = await Server.start({ recorders: 2 });
  visitor = await ForgedVisitor.signIn(server);
  const technician = await ForgedTechnician.begin(visitor, { customerReference: reference });
  const customer = await ForgedCustomer.join(server, technician.key);
  await technician.admit();
  await customer.agree(false);
  await technician.connected();
  customer.end();
  await customer.receipt();
  ({ sessionId } = technician);
  code = customer.complaintCode;
  proof = await receiptProof(code, sessionId);
  customer.close();
  technician.close();
}, 120_000);
afterAll(() => server?.stop());

const ask = (path: string, body: object) => askDesk(server.summary.portal, `receipts/${sessionId}/${path}`, { body });

async function status(): Promise<RecordingStatus> {
  return RecordingStatus.parse(await askDesk(server.summary.portal, `receipts/${sessionId}`));
}

test("a complaint on the receipt page, in a browser, reaches the server that has the recording, and is taken back there", async () => {
  expect((await status()).state).toBe("locked");
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ locale: "de-DE" });
    await page.goto(`${server.summary.portal}/receipt#${sessionId}.${code}`);
    await page.getByRole("button", { name: "Beschwerde einreichen" }).click({ timeout: 30_000 });
    await page.getByText("Ihre Beschwerde ist angekommen").waitFor();
    await expect.poll(async () => (await status()).state).toBe("held");
    await page.getByRole("button", { name: "Beschwerde zurückziehen" }).click();
    await page.getByRole("button", { name: "Beschwerde zurückziehen" }).last().click();
    await page.getByText("Ihre Beschwerde ist zurückgezogen").waitFor();
  } finally {
    await browser.close();
  }
});

test("a complaint on the portal's own address holds the recording at the server that has it", async () => {
  // Nothing but the portal's public address, as a customer's browser has it.
  const onPortal = { summary: { ...server.summary, desk: server.summary.portal, recorders: [] } } as unknown as Server;
  const { caseId } = await complain(onPortal, { number: sessionId, complaintCode: code });
  const [auditor] = server.summary.auditors;
  const found = await Promise.all(
    server.summary.recorders.map(async ({ desk }) => {
      const signedIn = await DeskAuditor.signIn(desk, auditor?.keyFile ?? "", Date.now);
      return signedIn.show(caseId).then(
        ({ state }) => state,
        (error: unknown) => (error instanceof DeskProblem ? error.code : String(error)),
      );
    }),
  );
  expect(found.sort()).toEqual(["case_unknown", "open"]);
});

test("with number and code, and not without, the customer sees what is stored and speaks for the future", async () => {
  await expect(ask("own-data", { proof: "0".repeat(64) })).rejects.toMatchObject({ code: "receipt_not_accepted" });
  const data = OwnData.parse(await ask("own-data", { proof }));
  expect(data.events.map(({ type }) => type)).toContain("consented");
  expect(data.recording.state).toBe("held");
  expect(JSON.stringify(data)).not.toContain(code);
  const granted = ReceiptAccessGranted.parse(await ask("consent", { proof, consent: "withdrawn" }));
  expect(granted.supportConsent).toMatchObject({ consent: "withdrawn" });
  await expect(ForgedTechnician.begin(visitor, { customerReference: "k20260815" })).rejects.toThrow(
    "consent_withdrawn_for_customer",
  );
  await ask("consent", { proof, consent: "given" });
  const again = await ForgedTechnician.begin(visitor, { customerReference: reference });
  again.close();
});
