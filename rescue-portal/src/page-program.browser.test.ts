import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recognised } from "./testing/page-states.ts";
import { answer, eventually, PageUnderTest, ready } from "./testing/page-under-test.ts";
import { complaintCode, receiptProof, versions } from "./testing/played-session.ts";
import { PortalUnderTest } from "./testing/portal-under-test.ts";
import type { ScriptedClient } from "./testing/scripted-client.ts";

const windows =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1";
const macSafari =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15";

const contents = { windows: "a program for Windows", macos: "a disk for Macs", linux: "an archive for Linux" };
const built = [
  { system: "windows", arch: "x64", kind: "portable-exe", name: "Ferndiagnose-x64.exe", isTest: false },
  { system: "macos", arch: "arm64", kind: "dmg", name: "Ferndiagnose-arm64.dmg", isTest: false },
  { system: "linux", arch: "x64", kind: "archive", name: "Ferndiagnose-x64.tar.gz", isTest: true },
] as const;

let downloadsDir: string;
let site: PageUnderTest;
let portal: PortalUnderTest;
let recorder: ScriptedClient;
let cookie: string;

beforeAll(async () => {
  downloadsDir = mkdtempSync(join(tmpdir(), "downloads-"));
  const files = built.map((file) => {
    const content = contents[file.system];
    writeFileSync(join(downloadsDir, file.name), content);
    return { ...file, size: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  });
  writeFileSync(join(downloadsDir, "downloads.json"), JSON.stringify({ files }));
  site = await PageUnderTest.start(async (publicPagesDir) => {
    portal = await PortalUnderTest.start({ options: { publicPagesDir, downloadsDir } });
    return { url: portal.urls.publicUrl, stop: () => portal.stop() };
  });
  recorder = await portal.recorder();
  cookie = await portal.signIn();
});
afterAll(async () => {
  await site?.stop();
  rmSync(downloadsDir, { recursive: true, force: true });
});

/** Lets the page ask how far the customer is, without waiting for it. */
async function untilStatus(page: Page, words: RegExp): Promise<void> {
  await eventually(async () => {
    await page.clock.fastForward(2_600);
    return page.getByRole("status").allInnerTexts();
  }).toContainEqual(expect.stringMatching(words));
}

describe("after the key", () => {
  it("the program is loaded, started and connected, and the page says how far it is: by keyboard alone", () =>
    site.visit({ userAgent: windows }, async (page) => {
      const { sessionId, key } = await portal.newSession(cookie);
      const technician = await portal.technician(cookie);
      technician.say({ type: "attach", version: 1, sessionId });
      await page.clock.install();
      await page.keyboard.type(key);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Ihr Schlüssel ist gültig" }).waitFor();
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").innerText()).toBe("Programm laden");
      expect(await page.locator(".download-facts").first().innerText()).toContain("Windows");
      expect(await page.locator(".how-to").getAttribute("data-browser")).toBe("edge");

      const loading = page.waitForEvent("download");
      await page.keyboard.press("Enter");
      const download = await loading;
      expect(download.suggestedFilename()).toBe(`Ferndiagnose ${key.slice(0, 3)}-${key.slice(3)}.exe`);
      const bytes = readFileSync(await download.path());
      expect(bytes.toString()).toBe(contents.windows);
      const shownHash = await page.locator("[data-sha256]").first().getAttribute("data-sha256");
      expect(shownHash).toBe(createHash("sha256").update(bytes).digest("hex"));
      await untilStatus(page, /Programm ist geladen/);

      const customer = await portal.customer();
      customer.say({ type: "join", version: 1, key });
      await customer.take("joined");
      await untilStatus(page, /Vergleichen Sie am Telefon den Prüfcode/);
      expect(await page.getByText("Diese Seite können Sie schließen").count()).toBe(1);
      technician.say({ type: "admit" });
      await customer.take("admitted");
      await untilStatus(page, /Gleich steht die Verbindung/);
      customer.say({ type: "consent_given", ...versions, complaintCode, receiptProof });
      await recorder.take("arm");
      recorder.say({ type: "armed", sessionId, recordingId: "ab".repeat(16), recordingKey: "A".repeat(43) });
      await customer.take("armed");
      recorder.say({ type: "live", sessionId });
      await untilStatus(page, /Die Verbindung steht/);
      // The key's own ten minutes do not matter any more.
      await page.clock.fastForward(11 * 60_000);
      await untilStatus(page, /Die Verbindung steht/);
      technician.say({ type: "end" });
      await page.clock.fastForward(2_600);
      await eventually(async () => {
        await page.clock.fastForward(2_600);
        return page.locator("h1").innerText();
      }).toBe("Diese Sitzung ist zu Ende");

      // It is over: nobody is asked any more.
      let questions = 0;
      page.on("request", (request) => {
        if (request.url().includes("/progress/")) questions++;
      });
      await page.clock.fastForward(60_000);
      expect(questions).toBe(0);
      await page.getByRole("button", { name: "Neuen Schlüssel eingeben" }).click();
      await page.locator(".key-field").first().waitFor();
    }));

  it("other computers' files are beside it, each under its own name, and test builds say so", () =>
    site.visit({ userAgent: windows, locale: "en-GB" }, async (page) => {
      const { key } = await portal.newSession(cookie);
      await page.keyboard.type(key);
      await page.getByText("Another computer?").click();
      const names = await page
        .locator(".other-downloads a")
        .evaluateAll((links) => links.map((link) => link.getAttribute("download")));
      const stem = `Ferndiagnose ${key.slice(0, 3)}-${key.slice(3)}`;
      expect(names).toEqual([`${stem}.exe`, `${stem}.dmg`, `${stem}.tar.gz`]);
      expect(await page.locator(".other-downloads").innerText()).toMatch(/Linux · 1 MB\s+Test build/);
      expect(await page.getByText("Not available yet for: Mac with Intel chip.").count()).toBe(1);
      const loading = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download for Linux, as an archive" }).click();
      expect(readFileSync(await (await loading).path(), "utf8")).toBe(contents.linux);
    }));

  it("a phone gets an honest page, and a key that is still good", () =>
    site.visit(
      { userAgent: iphone, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      async (page) => {
        const { key } = await portal.newSession(cookie);
        await page.locator(".key-field").first().tap();
        await page.keyboard.type(key);
        await page.getByRole("heading", { name: "Auf diesem Gerät geht es leider nicht" }).waitFor();
        const text = await page.locator("main").innerText();
        expect(text).toContain(portal.urls.publicUrl.replace("http://", ""));
        expect(text).toContain(`${key.slice(0, 3)}\u2007${key.slice(3, 5)}\u2007${key.slice(5)}`);
        expect(await page.getByRole("link", { name: "Programm öffnen" }).count()).toBe(0);
        expect((await portal.checkKey(key)).status).toBe(200);
      },
    ));

  it("a tablet that says it is a Mac is known by its fingers", () =>
    site.visit({ userAgent: macSafari }, async (page) => {
      await page.addInitScript("Object.defineProperty(Navigator.prototype, 'maxTouchPoints', { get: () => 5 })");
      await page.reload();
      await ready(page);
      await page.keyboard.type((await portal.newSession(cookie)).key);
      await page.getByRole("heading", { name: "Auf diesem Gerät geht es leider nicht" }).waitFor();
    }));

  it("says how to start it in every browser on every system, in both languages", () =>
    site.visit({}, async (page) => {
      const { downloads } = recognised({}) as { downloads: { system: string }[] };
      const device = { system: "", arch: "x64", browser: "" };
      let changed: object = {};
      await page.route("**/api/v1/keys/check", (route) =>
        route.fulfill({ contentType: "application/json", body: JSON.stringify(recognised(changed)) }),
      );
      await answer(page, "progress/**", { state: "recognised", expiresAt: Date.now() + 570_000 });
      const told = new Set<string>();
      for (const system of ["windows", "macos", "linux"]) {
        for (const browser of ["chrome", "edge", "firefox", "safari", "opera", "other"]) {
          const own = downloads.filter((download) => download.system === system).slice(0, 1);
          changed = { device: { ...device, system, browser, arch: "unknown" }, downloads: own };
          await page.keyboard.type("1234567");
          await page.keyboard.press("Enter");
          const howTo = page.locator(`.how-to[data-browser=${browser}]`);
          for (const language of ["Deutsch", "English"]) {
            await page.getByRole("radio", { name: language }).click();
            const words = await howTo.innerText();
            expect(words).not.toMatch(/howTo\.|\{\{|undefined/);
            expect(await howTo.locator("svg").count()).toBe(3);
            told.add(words);
          }
          await page.getByRole("button", { name: "Type another key" }).click();
          await ready(page);
        }
      }
      expect(told.size).toBe(2 * 3 * 6);
    }));
});
