import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ComplaintCode, formatComplaintCode, ReceiptFile } from "@ferndiagnose/protocol";
import { amount, axeFindings, startVirtualDisplay, type VirtualDisplay } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CustomerProgram } from "./customer-program.ts";
import { OtherSide } from "./other-side.ts";
import { scanCode } from "./scan-code.ts";
import { ScriptedPortal } from "./scripted-portal.ts";

const minutes = 60_000;

let display: VirtualDisplay;
let portal: ScriptedPortal;
let other: OtherSide;
let program: CustomerProgram;
let steps: Page;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-receipt-"));
  display = await startVirtualDisplay({ width: 1280, height: 900, keymap: "de" });
  portal = await ScriptedPortal.start();
  other = await OtherSide.open(portal);
  program = await CustomerProgram.start(display, [`--portal=${portal.url}`, "--language=de", "--key=1234567"]);
  steps = program.steps;
});

afterEach(async () => {
  await program?.stop();
  await other?.close();
  await portal?.stop();
  await display?.stop();
  await rm(folder, { recursive: true, force: true });
});

const part = (name: string) => steps.locator(`[data-receipt="${name}"]`);
const dataOf = (name: string) => part(name).getAttribute("data-value");
const inState = (state: string, timeout = 20_000) => steps.locator(`[data-state="${state}"]`).waitFor({ timeout });

/** A whole session that the customer ends with the off button. */
async function playUntilEnd(): Promise<void> {
  await program.join();
  portal.admit();
  await program.agree();
  await program.choose("Zusehen und bedienen");
  await portal.heard("consent_given");
  portal.arm();
  portal.startHeart();
  const status = await program.page("status", 20_000);
  await expect.poll(() => program.logged("session.live"), { timeout: 20_000 }).toBeDefined();
  // Long enough for a second anchor.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  // The window goes with the press, often before the click is acknowledged.
  await status
    .getByRole("button", { name: "Sitzung sofort beenden" })
    .click()
    .catch(() => undefined);
  await part("sheet").waitFor({ timeout: 20_000 });
  portal.stopHeart();
}

/** The customer chooses this place in the system's own dialog. */
async function answerSaveDialogs(file: string): Promise<void> {
  await program.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
}

async function scan(png: Buffer): Promise<string | undefined> {
  const file = path.join(folder, "qr.png");
  await writeFile(file, png);
  return scanCode(file);
}

/** What stands out of the window at the right. */
const tooWide = `[...document.querySelectorAll("body *")]
  .filter((element) => !element.closest(".fd-visually-hidden") && element.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5)
  .map((element) => element.tagName + "." + element.className)`;

async function zoom(factor: number, width = 760): Promise<void> {
  await program.app.evaluate(
    ({ BrowserWindow }, { factor, width }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes("steps"));
      window?.setContentSize(width, 800);
      window?.webContents.setZoomFactor(factor);
    },
    { factor, width },
  );
  await expect.poll(() => steps.evaluate(`Math.abs(innerWidth - ${width / factor})`)).toBeLessThan(2);
}

test("a forged receipt is called wrong; a true one is shown, scanned, printed to PDF, saved and copied", async () => {
  await playUntilEnd();
  const code = ComplaintCode.parse(await dataOf("code"));
  expect(code).toBe(await portal.complaintCode());
  await steps.getByText("Ihre Quittung wird erstellt").waitFor();
  const { privateKey } = generateKeyPairSync("ed25519");
  portal.send({ type: "receipt", receipt: portal.receipt(minutes, {}, privateKey) });
  await inState("wrong");
  await steps.getByText("passt nicht zu der Aufzeichnung Ihrer Sitzung").waitFor();
  expect(await dataOf("code")).toBe(code);
  expect(await part("sheet").innerText()).not.toContain("K7QM-2XRT");
  expect(await part("delete-at").count()).toBe(0);

  // A socket that breaks now comes back, says the end again, and still hears of the receipt.
  portal.cut();
  await expect.poll(() => portal.of("end").length, { timeout: 10_000 }).toBe(2);
  const sent = portal.receipt(17 * minutes);
  portal.send({ type: "receipt", receipt: sent });
  await inState("valid");

  const text = await part("sheet").innerText();
  expect(text).toContain("Technik 7 (Kürzel K7QM-2XRT) von Beispiel-Netze GmbH hat Ihnen geholfen");
  expect(text).toContain("Ihr Bildschirm war 17 Minuten lang zu sehen. 13 Minuten davon durfte Technik 7 auch");
  expect(text).toContain(
    "Ohne diesen Code kann die Aufzeichnung nicht auf Ihre Beschwerde hin geöffnet werden. Wir haben ihn nicht.",
  );
  expect(await dataOf("number")).toBe(sent.receipt.sessionId);
  expect(await dataOf("delete-at")).toBe(String(sent.receipt.deleteAt));
  expect(await dataOf("fingerprint")).toBe(sent.receipt.finalHash);
  const link = `${portal.url}/receipt#${sent.receipt.sessionId}.${code}.${sent.recordingKey}`;
  expect(await scan(await part("qr").screenshot())).toBe(link);

  // By the window's own cross, as most people leave.
  await program.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await part("leaving").waitFor();
  await steps.keyboard.press("Escape");
  await part("leaving").waitFor({ state: "detached" });

  // Nothing of it is on the disk or in the log before the customer wants it.
  expect(JSON.stringify(program.logLines)).not.toContain(code);
  expect(filesWith(code, program.profile)).toEqual([]);
  const pdf = path.join(folder, "receipt.pdf");
  await answerSaveDialogs(pdf);
  await part("pdf").click();
  await steps.getByText("Die Quittung ist gespeichert").waitFor();
  expect(execFileSync("pdfinfo", [pdf], { encoding: "utf8" })).toMatch(/Pages: +1\n(.*\n)*.*A4/);
  const printed = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
  expect(printed).toContain(formatComplaintCode(code).replaceAll("-", " "));
  expect(printed.replaceAll(" ", "")).toContain(sent.receipt.sessionId);
  expect(printed).toContain(sent.receipt.finalHash);
  expect(printed).not.toMatch(/Drucken|Programm schließen/);
  execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", pdf, path.join(folder, "sheet")]);
  expect(await scan(await readFile(path.join(folder, "sheet.png")))).toBe(link);

  const json = path.join(folder, "receipt.json");
  await answerSaveDialogs(json);
  await steps.locator("summary").click();
  await part("file").click();
  await expect.poll(() => readFile(json, "utf8").catch(() => "")).not.toBe("");
  const file = ReceiptFile.parse(JSON.parse(await readFile(json, "utf8")));
  expect(file).toMatchObject({ receipt: sent, complaintCode: code });
  expect(file.anchors.length).toBeGreaterThanOrEqual(2);
  await part("copy").click();
  await steps.getByText("Der Code ist kopiert").waitFor();
  expect(await program.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(code);

  const gone = program.app.waitForEvent("close");
  await part("close").click();
  await gone;
});

test("one that does not come is said plainly after 15 s", async () => {
  await playUntilEnd();
  await inState("missing");
  await steps.getByText("Die Quittung ist nicht angekommen").waitFor();
  expect(await dataOf("code")).toBe(await portal.complaintCode());
  expect(await axeFindings(steps)).toEqual([]);
});

type Look = readonly ["Deutsch" | "English", "light" | "dark", factor: number, width: number];
const looks: readonly Look[] = [
  ["Deutsch", "light", 1, 760],
  ["English", "dark", 2, 760],
  ["Deutsch", "dark", 1, 320],
  ["English", "light", 1, 320],
  ["English", "light", 2, 760],
  ["Deutsch", "light", 2, 760],
  ["Deutsch", "dark", 2, 760],
  ["English", "dark", 1, 320],
];

test("everybody can use it: two languages, light and dark, large, narrow, by keyboard only", async () => {
  await playUntilEnd();
  portal.send({ type: "receipt", receipt: portal.receipt(17 * minutes) });
  await inState("valid");
  for (const [language, colorScheme, factor, width] of looks.slice(0, amount({ quick: 4, long: looks.length }))) {
    await steps.getByRole("radio", { name: language }).click();
    await part("sheet")
      .getByText(language === "English" ? "Your receipt" : "Ihre Quittung", { exact: true })
      .waitFor();
    await steps.emulateMedia({ colorScheme });
    await zoom(factor, width);
    expect(await steps.evaluate(tooWide), `${factor} × ${width}`).toEqual([]);
    expect(await axeFindings(steps)).toEqual([]);
  }
  await zoom(1);
  await steps.locator("h1").click();
  const reached: (string | null)[] = [];
  for (let press = 0; press < 12; press++) {
    await steps.keyboard.press("Tab");
    reached.push(
      await steps.evaluate(
        "document.activeElement?.getAttribute('data-receipt') ?? document.activeElement?.tagName ?? null",
      ),
    );
  }
  for (const name of ["copy", "SUMMARY", "print", "pdf", "close"]) expect(reached).toContain(name);
});

function filesWith(text: string, folderToSearch: string): string[] {
  try {
    return execFileSync("grep", ["-rlaF", text, folderToSearch], { encoding: "utf8" }).trim().split("\n");
  } catch (error) {
    // grep found nothing.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}
