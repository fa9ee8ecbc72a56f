import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { formatComplaintCode, ReceiptFile, RecordingStatus } from "@ferndiagnose/protocol";
import { launchChromium, startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import jsqr from "jsqr";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordingsCommand } from "../src/auditor.ts";
import { ForgedCustomer } from "../src/forged-customer.ts";
import { ForgedTechnician } from "../src/forged-technician.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

let server: Server;
let display: VirtualDisplay;
let target: TargetWindow;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-receipt-"));
  server = await Server.start();
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display, { moving: true });
});

afterAll(async () => {
  await target?.stop();
  await display?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("promise 7: the customer's receipt is that of the recording; its code is on paper and nowhere else", async () => {
  const session = await playSession(server, display, "view");
  const { customer, technician } = session;
  try {
    await customer.setControl(true);
    await technician.page.waitForTimeout(2_000);
    await customer.pressOff();
    await customer.endText();
    const receipt = await customer.receipt();
    expect(receipt.state).toBe("valid");
    const text = await customer.steps.locator('[data-receipt="sheet"]').innerText();
    expect(text).toMatch(/\(Kürzel [A-Z2-7]{4}-[A-Z2-7]{4}\) von .+ hat Ihnen geholfen/);
    expect(text).toMatch(/war \d+ Sekunden? lang zu sehen. \d+ Sekunden? davon durfte/);

    const [recording = ""] = await server.recordings(1);
    const json = path.join(folder, "receipt.json");
    await customer.saveReceiptAs("file", json);
    const verdict = await recordingsCommand("verify", recording, "--receipt", json);
    expect(verdict, verdict.output).toMatchObject({ code: 0 });
    expect(verdict.output).toContain("the recording of the receipt, with ");
    const file = ReceiptFile.parse(JSON.parse(await readFile(json, "utf8")));
    expect(file).toEqual(receipt.file);
    const forged = structuredClone(file);
    forged.receipt.receipt.endReason = "technician_ended";
    await writeFile(json, JSON.stringify(forged));
    expect((await recordingsCommand("verify", recording, "--receipt", json)).code).toBe(1);

    const pdf = path.join(folder, "receipt.pdf");
    await customer.saveReceiptAs("pdf", pdf);
    const printed = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
    expect(printed).toContain(formatComplaintCode(receipt.complaintCode).replaceAll("-", " "));
    expect(printed).toContain(file.receipt.receipt.finalHash);
    execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", pdf, path.join(folder, "sheet")]);
    const link = await scan(path.join(folder, "sheet.png"));
    const { recordingKey } = file.receipt;
    expect(link).toBe(`${server.summary.portal}/receipt#${receipt.number}.${receipt.complaintCode}.${recordingKey}`);

    // The code is on no disk of the server's, in no log, and what the camera leads to says what became of it.
    for (const spelling of [receipt.complaintCode, formatComplaintCode(receipt.complaintCode)]) {
      expect(filesWith(spelling, server.dataDir)).toEqual([]);
      expect(server.program.output()).not.toContain(spelling);
    }
    expect(filesWith(receipt.number, server.dataDir)).not.toEqual([]);
    const browser = await launchChromium();
    const page = await browser.newPage({ locale: "de-DE" });
    await page.goto(link ?? "");
    await page.locator('[data-status="locked"]').waitFor();
    expect(await page.locator("main").innerText()).toContain("Sie wurde nie geöffnet");
    expect(await page.locator("[data-code]").getAttribute("data-code")).toBe(receipt.complaintCode);
    await browser.close();
  } finally {
    await session.stop();
  }
});

test("any customer's program gets the receipt of its own session", async () => {
  const technician = await ForgedTechnician.begin(await ForgedVisitor.signIn(server, 1));
  const customer = await ForgedCustomer.join(server, technician.key);
  await technician.admit();
  await customer.agree(false);
  customer.end();
  const { receipt } = await customer.receipt();
  expect(receipt).toMatchObject({ sessionId: technician.sessionId, endReason: "customer_off" });
  const answer = await fetch(`${server.summary.portal}/api/v1/receipts/${technician.sessionId}`);
  const status = RecordingStatus.parse(await answer.json());
  expect(status).toMatchObject({ state: "locked", deleteAt: receipt.deleteAt, openings: [] });
  customer.close();
  technician.close();
});

async function scan(png: string): Promise<string | undefined> {
  const size = execFileSync("identify", ["-format", "%w %h", png], { encoding: "utf8" });
  const [width = 0, height = 0] = size.split(" ").map(Number);
  const data = execFileSync("convert", [png, "-depth", "8", "rgba:-"], { maxBuffer: 100_000_000 });
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data;
}

function filesWith(text: string, where: string): string[] {
  try {
    return execFileSync("grep", ["-rlaF", text, where], { encoding: "utf8" }).trim().split("\n");
  } catch (error) {
    // grep found nothing.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}
