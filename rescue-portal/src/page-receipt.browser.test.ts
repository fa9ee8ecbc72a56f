import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type Complaint,
  type ComplaintCode,
  complaintCodeOf,
  formatComplaintCode,
  type SessionId,
  type TunnelAnswer,
  type TunnelRequest,
} from "@ferndiagnose/protocol";
import {
  checkComplaintProof,
  complaintProof,
  fromHex,
  type Header,
  openSealed,
  receiptProof,
  signAcceptance,
} from "@ferndiagnose/sealed-recording";
import { createRecording, type SigningKey, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { LookBook, looksOf, newTestAuditor, type TestAuditor, testAuditorSet } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, PageUnderTest, usual } from "./testing/page-under-test.ts";
import { complaintCode, receiptOf, versions } from "./testing/played-session.ts";
import { PortalUnderTest } from "./testing/portal-under-test.ts";
import type { ScriptedClient } from "./testing/scripted-client.ts";

const random = (length: number) => new Uint8Array(randomBytes(length));
const day = (iso: string) => Date.parse(`${iso}T12:00:00Z`);
const caseId = "abcdefghij234567";
/** The recording server's own. */
const recoveryKey = signingKeyFromSeed(random(32));
const locked = { state: "locked", deleteAt: day("2027-02-20"), openings: [] };

let site: PageUnderTest;
let book: LookBook;
let portal: PortalUnderTest;
let recorder: ScriptedClient;
let cookie: string;
let auditors: readonly TestAuditor[];
let session: HeldSession;

beforeAll(async () => {
  book = await LookBook.open("receipt");
  site = await PageUnderTest.start(async (publicPagesDir) => {
    portal = await PortalUnderTest.start({ options: { publicPagesDir } });
    return { url: portal.urls.publicUrl, stop: () => portal.stop() };
  });
  recorder = await portal.recorder();
  cookie = await portal.signIn();
  auditors = await Promise.all([newTestAuditor({ external: true }), newTestAuditor(), newTestAuditor()]);
  session = await holdSession("K-1234");
});
afterAll(() => site?.stop());

interface HeldSession {
  readonly number: SessionId;
  readonly code: ComplaintCode;
  readonly header: Header;
  readonly headerBytes: Uint8Array;
}

/** A session up to its recording's beginning, as the programs do it; its recording has a real header with real locks. */
async function holdSession(customerReference?: string): Promise<HeldSession> {
  const body = customerReference === undefined ? {} : { customerReference };
  const created = await portal.post(`${portal.urls.staffUrl}/api/v1/sessions`, body, { cookie });
  const { sessionId, key } = (await created.json()) as { sessionId: SessionId; key: string };
  const code = complaintCodeOf(random(19));
  const technician = await portal.technician(cookie);
  technician.say({ type: "attach", version: 1, sessionId });
  const customer = await portal.customer();
  customer.say({ type: "join", version: 1, key });
  await customer.take("joined");
  technician.say({ type: "admit" });
  await customer.take("admitted");
  const proof = await receiptProof(code, sessionId);
  customer.say({ type: "consent_given", ...versions, complaintCode, receiptProof: proof });
  await recorder.take("arm");
  const now = Date.now();
  const { header, headerBytes } = await createRecording({
    ...{ sessionId, createdAtMs: now, latestDeleteAtMs: now + 91 * 86_400_000, retentionDays: 90 },
    recoveryKey: recoveryKey.publicKey,
    auditors: await testAuditorSet(auditors),
    ...{ shredSecret: random(32), complaintCode: code, random },
  });
  const { recordingId } = header;
  recorder.say({ type: "armed", sessionId, recordingId, recordingKey: "A".repeat(43) });
  await customer.take("armed");
  technician.say({ type: "end" });
  await customer.take("ended");
  return { number: sessionId, code, header, headerBytes };
}

async function sayStatus(number: string, status: object): Promise<void> {
  const whole = { sessionId: number, openings: [], ...status };
  recorder.say({ type: "recording_statuses", statuses: [whole] });
  const url = `${portal.urls.publicUrl}/api/v1/receipts/${number}`;
  await eventually(async () => (await (await fetch(url)).json()) as object).toEqual(whole);
}

/** Plays the recording server's part in one question. */
async function answerNext(
  answerOf: (request: TunnelRequest) => TunnelAnswer | Promise<TunnelAnswer>,
): Promise<TunnelRequest> {
  const { requestId, request } = (await recorder.take("tunnel_request")) as never as {
    requestId: number;
    request: TunnelRequest;
  };
  recorder.say({ type: "tunnel_answer", requestId, answer: await answerOf(request) });
  return request;
}

function complaintIn(request: TunnelRequest): Complaint {
  if (request.kind !== "complain") throw new Error(`The page asked for ${request.kind}.`);
  return request.complaint;
}

/** What a recording server with this key says to a complaint. */
const acceptedBy = (key: SigningKey, reviewAt: number) => async (request: TunnelRequest) => {
  const complaint = complaintIn(request);
  const acceptance = { caseId: caseId as never, recordingId: complaint.recordingId, reviewAt };
  const signature = await signAcceptance(complaint, acceptance, key);
  return { kind: "complain" as const, accepted: { ...acceptance, signature } };
};

const formOf = ({ number, header, headerBytes }: HeldSession) => ({
  kind: "form" as const,
  form: {
    sessionId: number,
    recordingId: header.recordingId as Complaint["recordingId"],
    header: Buffer.from(headerBytes).toString("base64url"),
  },
});

let seen = 0;

async function expectGoodLook(page: Page, state: string): Promise<void> {
  const language = state.endsWith("en") ? "en" : "de";
  expect(await book.look(page, state, { usual, looks: looksOf(seen++, language) })).toEqual([]);
}

/** Everything that left the browser, for what must not be in it. */
function overheard(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) =>
    sent.push(`${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`),
  );
  return sent;
}

describe("what became of a recording", () => {
  it("is told for the address on a receipt; the code is neither sent nor kept in the address", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code } = session;
      await sayStatus(number, locked);
      const sent = overheard(page);
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      const text = page.locator("main:visible");
      await eventually(() => text.innerText()).toContain("Spätestens am 20.\u00a0Februar 2027 wird sie vernichtet.");
      expect(await text.innerText()).toContain("Sie wurde nie geöffnet.");
      await page.getByRole("heading", { name: "Ihre Daten" }).waitFor();
      expect(await page.locator("[data-code]").getAttribute("data-code")).toBe(code);
      expect(page.url()).toBe(`${site.url}/receipt#${number}`);
      expect(sent.join(" ")).toContain(number);
      expect(sent.join(" ")).toContain(await receiptProof(code, number));
      expect(sent.join(" ")).not.toContain(code);
      await page.reload();
      await page.getByLabel("Beschwerde-Code").waitFor();
    }));

  it("is told for another receipt in the same tab, whose code does not stay in the address either", () =>
    site.visit({ path: "/receipt#abcdefghij234567abcd" }, async (page) => {
      const { number, code } = session;
      await sayStatus(number, locked);
      await page.locator(".receipt-number").waitFor();
      const sent = overheard(page);
      await page.evaluate("globalThis.isSameDocument = true");
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      await page.locator(`[data-code="${code}"]`).waitFor();
      expect(page.url()).toBe(`${site.url}/receipt#${number}`);
      expect(await page.evaluate("globalThis.isSameDocument")).toBe(true);
      expect(sent.join(" ")).toContain(`/receipts/${number}`);
      expect(sent.join(" ")).not.toContain(code);
    }));

  it("is told for every state, in both languages", () =>
    site.visit({}, async (page) => {
      const number = "abcdefghij234567abcd";
      const openings = [
        { at: day("2026-12-01"), kind: "complaint", caseId: "abcdefgh23456777" },
        { at: day("2026-12-03"), kind: "break-glass", caseId: "hgfedcba23456777" },
      ];
      const told: [string, object, RegExp, RegExp][] = [
        ["recording", {}, /läuft noch/, /still going on/],
        ["held", { openings }, /bis eine Beschwerde oder Prüfung/, /until a complaint or review is closed/],
        [
          "opened",
          { openings },
          /1\.\sDezember 2026, auf eine Beschwerde hin \(Fall abcd efgh/,
          /1 December 2026, because of a complaint \(case abcd/,
        ],
        ["shredding", { openings }, /lässt sich nicht mehr öffnen/, /cannot be opened any more/],
        [
          "destroyed",
          { openings, destroyedAt: day("2027-02-20") },
          /Vernichtet am 20/,
          /Destroyed on 20 February 2027/,
        ],
      ];
      await page.goto(`${site.url}/receipt#${number}`);
      for (const [state, more, german, english] of told) {
        await sayStatus(number, { state, ...more });
        await page.getByRole("radio", { name: "Deutsch" }).click();
        await page.getByRole("button", { name: "Noch einmal nachsehen" }).click();
        await page.locator(`[data-status=${state}]`).waitFor();
        expect(await page.locator("main").innerText()).toMatch(german);
        await page.getByRole("radio", { name: "English" }).click();
        expect(await page.locator("main").innerText()).toMatch(english);
      }
      await page.getByText("How can this be checked?").click();
      expect(await page.getByRole("link", { name: "Download the certificate" }).getAttribute("href")).toBe(
        `/api/v1/recordings/${number}/certificate`,
      );
    }));

  it("is asked for by a number typed from paper; one that nobody knows is said to be unknown", () =>
    site.visit({ path: "/receipt" }, async (page) => {
      const field = page.getByLabel("Nummer der Sitzung");
      await field.fill("abc");
      await page.keyboard.press("Enter");
      await page.getByText("Das ist keine Nummer einer Quittung").waitFor();
      await field.fill("QQQQ qqqq qqqq qqqq qqqq");
      await page.keyboard.press("Enter");
      await page.getByText("Diese Nummer kennen wir nicht").waitFor();
      expect(await page.title()).toBe("Was wurde aus meiner Aufzeichnung? – Ferndiagnose");
    }));
});

describe("a complaint", () => {
  it("is made with number and code from paper and withdrawn again: by keyboard alone", () =>
    site.visit({ path: "/receipt" }, async (page) => {
      const { number, code, header } = session;
      await sayStatus(number, locked);
      const sent = overheard(page);
      await page.getByLabel("Nummer der Sitzung").focus();
      await page.keyboard.type((number.match(/.{4}/g) ?? []).join(" "));
      await page.keyboard.press("Enter");
      await page.getByLabel("Beschwerde-Code").focus();
      await page.keyboard.type(formatComplaintCode(code).toLowerCase());
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Beschwerde einreichen" }).focus();
      await page.keyboard.press("Enter");

      expect(await answerNext(() => formOf(session))).toEqual({ kind: "form", sessionId: number });
      const reviewAt = day("2026-12-22");
      const recordingId = header.recordingId as Complaint["recordingId"];
      const request = complaintIn(await answerNext(acceptedBy(recoveryKey, reviewAt)));
      expect(await checkComplaintProof(header, request.proof)).toBe(true);
      expect(request.codes.map(({ auditor }) => auditor).sort()).toEqual(auditors.map(({ key }) => key.keyId).sort());
      for (const { auditor, box } of request.codes) {
        const { key } = auditors.find((each) => each.key.keyId === auditor) as TestAuditor;
        const binding = Buffer.concat([fromHex(recordingId), fromHex(auditor)]);
        const opened = await openSealed(key.privateKey, "complaint code for auditor", binding, box);
        expect(new TextDecoder().decode(opened)).toBe(code);
      }
      expect(await page.locator("[data-case]").getAttribute("data-case")).toBe(caseId);
      expect(await page.locator("main").innerText()).toContain("Bis zum 22.\u00a0Dezember 2026");

      await expectGoodLook(page, "complaint-accepted-de");

      await page.getByRole("button", { name: "Beschwerde zurückziehen" }).focus();
      await page.keyboard.press("Enter");
      await expectGoodLook(page, "complaint-withdrawal-de");
      // The safe answer has the focus: once more Enter keeps the complaint.
      expect(await page.locator(":focus").innerText()).toBe("Nein, dabei bleiben");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await answerNext(() => formOf(session));
      const withdrawal = await answerNext(() => ({ kind: "withdraw" }));
      expect(withdrawal).toEqual({
        kind: "withdraw",
        withdrawal: { sessionId: number, caseId, proof: await complaintProof(code, recordingId) },
      });
      await page.getByText("Ihre Beschwerde ist zurückgezogen").waitFor();
      const all = sent.join(" ").toUpperCase();
      expect(all).not.toContain(code);
      expect(all).not.toContain(formatComplaintCode(code));
    }));

  it("with a code that does not belong to the recording sends nothing; so does a foreign or altered form", () =>
    site.visit({ path: "/terms", locale: "en-GB" }, async (page) => {
      const { number, headerBytes } = session;
      await sayStatus(number, locked);
      const complain = page.getByRole("button", { name: "Submit the complaint" });
      const wrong = complaintCodeOf(random(19));
      await page.goto(`${site.url}/receipt#${number}.${wrong}`);
      await complain.click();
      await answerNext(() => formOf(session));
      await page.getByText("do not belong to any recording").waitFor();

      const altered = Buffer.from(headerBytes);
      altered[40] = (altered[40] ?? 0) ^ 1;
      const other = await holdSession();
      for (const forged of [
        { ...session, headerBytes: altered },
        { ...session, headerBytes: other.headerBytes },
        { ...other, number },
      ]) {
        await complain.click();
        await answerNext(() => formOf(forged));
        await page.getByText("does not fit your recording. Nothing was sent.").waitFor();
      }
      await expectGoodLook(page, "complaint-forged-en");
      expect(recorder.heard.filter(({ type }) => type === "tunnel_request")).toEqual([]);
    }));

  it("counts as accepted only by the server that keeps the recording, and is the same one when it is sent again", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code, header } = session;
      await sayStatus(number, locked);
      const key = Buffer.from(header.signingKey, "hex").toString("base64url");
      await page.goto(`${site.url}/receipt#${number}.${code}.${key}`);
      const submit = page.getByRole("button", { name: "Beschwerde einreichen" });
      await submit.click();
      expect(new URL(page.url()).hash).toBe(`#${number}`);
      await answerNext(() => formOf(session));
      const first = await answerNext(acceptedBy(signingKeyFromSeed(random(32)), 5));
      await page.getByText("Vielleicht ist Ihre Beschwerde nicht angekommen").waitFor();
      await expectGoodLook(page, "complaint-unproven-de");
      await submit.click();
      expect(await answerNext(acceptedBy(recoveryKey, 5))).toEqual(first);
      await page.getByText("Ihre Beschwerde ist angekommen").waitFor();
    }));

  it("by the receipt's link takes only the recording that the link names", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code } = session;
      await sayStatus(number, locked);
      await page.goto(`${site.url}/receipt#${number}.${code}.${"A".repeat(43)}`);
      await page.getByRole("button", { name: "Beschwerde einreichen" }).click();
      await answerNext(() => formOf(session));
      await page.getByText("Es wurde nichts gesendet").waitFor();
    }));

  it("from the receipt as a file takes only the recording that the receipt was signed for", () =>
    site.visit({ path: "/receipt" }, async (page) => {
      const { number, code, header } = session;
      await sayStatus(number, locked);
      const open = async (recordingKey: string) => {
        const file = { receipt: { ...receiptOf(number), recordingKey }, complaintCode: code, anchors: [] };
        const choosing = page.waitForEvent("filechooser");
        await page.getByRole("button", { name: "Quittung als Datei öffnen" }).click();
        const buffer = Buffer.from(JSON.stringify(file));
        await (await choosing).setFiles({ name: "Ferndiagnose abcd.json", mimeType: "application/json", buffer });
        await page.getByRole("button", { name: "Beschwerde einreichen" }).click();
        await answerNext(() => formOf(session));
      };
      await open("A".repeat(43));
      await page.getByText("Es wurde nichts gesendet").waitFor();
      await page.getByRole("button", { name: "Andere Nummer" }).click();
      await open(Buffer.from(header.signingKey, "hex").toString("base64url"));
      await answerNext(() => ({ kind: "refused", code: "cases_too_many" }));
      await page.getByRole("alert").waitFor();
    }));

  it("is refused in words, and withdrawn later with the case number", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code } = session;
      await sayStatus(number, { ...locked, state: "held" });
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      await page.getByRole("button", { name: "Beschwerde einreichen" }).click();
      await answerNext(() => formOf(session));
      await answerNext(() => ({ kind: "refused", code: "cases_too_many" }));
      await page.getByRole("alert").waitFor();
      await page.getByText("Schon beschwert?").click();
      await page.getByLabel("Fallnummer").fill("abc");
      await page.keyboard.press("Enter");
      await page.getByText("Das ist keine Fallnummer").waitFor();
      await page.getByLabel("Fallnummer").fill("ABCD efgh ij23 4567");
      await page.keyboard.press("Enter");
      await page.getByText("Wirklich zurückziehen?").waitFor();
      await page.getByRole("button", { name: "Beschwerde zurückziehen" }).click();
      await answerNext(() => formOf(session));
      await answerNext(() => ({ kind: "refused", code: "case_state_wrong" }));
      await eventually(() => page.getByRole("alert").last().innerText()).toMatch(/Fall/);
    }));

  it("that this browser cannot seal is sent to the phone", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code } = session;
      await page.addInitScript(`
        const importKey = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
          if (algorithm.name === "X25519") return Promise.reject(new DOMException("unknown", "NotSupportedError"));
          return importKey.call(this, format, key, algorithm, ...rest);
        };`);
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      await page.getByRole("button", { name: "Beschwerde einreichen" }).click();
      await page.getByText("Rufen Sie unsere Hotline an").waitFor();
    }));
});

describe("whoever has number and code", () => {
  it("withdraws the consent for the future and gives it again", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code } = session;
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      await page.getByRole("button", { name: "Einwilligung widerrufen" }).click();
      await page.locator("[data-consent=withdrawn]").waitFor();
      const newSession = () =>
        portal.post(`${portal.urls.staffUrl}/api/v1/sessions`, { customerReference: "k 1234" }, { cookie });
      expect(await (await newSession()).json()).toMatchObject({ code: "consent_withdrawn_for_customer" });
      await page.reload();
      await page.goto("about:blank");
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      await page.getByRole("button", { name: "Fernhilfe wieder erlauben" }).focus();
      await page.keyboard.press("Enter");
      await page.locator("[data-consent=given]").waitFor();
      expect((await newSession()).status).toBe(201);
    }));

  it("takes their own data along, as a table and for programs", () =>
    site.visit({ path: "/terms", locale: "en-GB" }, async (page) => {
      const { number, code } = session;
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      const saved = async (button: RegExp) => {
        const loading = page.waitForEvent("download");
        await page.getByRole("button", { name: button }).click();
        const download = await loading;
        return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
      };
      const json = await saved(/JSON/);
      expect(json.name).toBe(`ferndiagnose-${number}.json`);
      expect(JSON.parse(json.text)).toMatchObject({ sessionId: number, organisation: "Example Telecom" });
      await page.getByText(`Saved as ferndiagnose-${number}.json`).waitFor();
      const csv = await saved(/CSV/);
      expect(csv.name).toBe(`ferndiagnose-${number}.csv`);
      expect(csv.text).toContain(number);
      expect(json.text + csv.text).not.toContain(code);
    }));

  it("without a customer reference is told so; with a wrong code nothing is shown", () =>
    site.visit({ path: "/terms" }, async (page) => {
      const { number, code } = await holdSession();
      await sayStatus(number, locked);
      await page.goto(`${site.url}/receipt#${number}.${code}`);
      await page.getByText("Diese Sitzung lief ohne Kundennummer").waitFor();
      await page.getByRole("button", { name: "Anderen Code eingeben" }).click();
      await page.getByLabel("Beschwerde-Code").fill("7777");
      await page.keyboard.press("Enter");
      await page.getByText("Das ist kein Beschwerde-Code").waitFor();
      await page.getByLabel("Beschwerde-Code").fill(formatComplaintCode(complaintCodeOf(random(19))));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Einwilligung und eigene Daten" }).waitFor();
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("heading", { name: "Ihre Daten" }).count()).toBe(0);
    }));
});
