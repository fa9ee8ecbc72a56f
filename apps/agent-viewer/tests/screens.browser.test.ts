import { problemOf } from "@ferndiagnose/protocol";
import { LookBook, launchChromium, looksOf } from "@ferndiagnose/testkit";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildViewer } from "./build-viewer.ts";
import { PageUnderTest } from "./page-under-test.ts";
import { linkToken, PortalDouble } from "./portal-double.ts";

let browser: Browser;
let book: LookBook;
let built: Awaited<ReturnType<typeof buildViewer>>;
let portal: PortalDouble;
let subject: PageUnderTest;

beforeAll(async () => {
  [built, browser, book] = await Promise.all([buildViewer(), launchChromium(), LookBook.open("viewer")]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await built?.remove();
});

beforeEach(async () => {
  portal = await PortalDouble.start(built.folder);
});

afterEach(async () => {
  await subject?.close();
  await portal?.stop();
});

const words = {
  de: {
    password: "Passwort",
    begin: "Neue Sitzung",
    admit: "zulassen",
    reference: "Kundennummer (freiwillig)",
    refused: "Hier gibt es keine Fernunterstützung",
    customer: "Kundennummer",
    note: "Festhalten",
    noted: "ab jetzt keinen Sitzungsschlüssel",
  },
  en: {
    password: "Password",
    begin: "New session",
    admit: "admit",
    reference: "Customer number (optional)",
    refused: "No remote support here",
    customer: "Customer number",
    note: "Note it",
    noted: "there is no session key",
  },
};

const usual = { width: 1280, height: 800 };

/** Promise 14. The pictures are kept in test-results/looks/viewer, for people to look at. */
describe.each([
  ["de", "de-DE"],
  ["en", "en-GB"],
] as const)("from signing in to admitting, %s", (language, locale) => {
  test("every screen says what to do, looks right in every look, and has no accessibility finding", async () => {
    subject = await PageUnderTest.open(browser, portal.url, { locale, viewport: usual, reducedMotion: "reduce" });
    const { page } = subject;
    const say = words[language];
    let place = 0;
    const shoot = async (name: string) => {
      expect(await book.look(page, `${name}-${language}`, { usual, looks: looksOf(place, language) })).toEqual([]);
      place += 1;
    };

    await subject.screen("sign-in");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await shoot("1-sign-in");
    await page.keyboard.type("Anna");
    await page.keyboard.press("Tab");
    await page.keyboard.type("falsch");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await shoot("2-sign-in-failed");
    expect(await page.getByLabel(say.password).inputValue()).toBe("");
    await page.getByLabel(say.password).fill("richtig");
    await page.keyboard.press("Enter");

    await subject.screen("desk");
    await shoot("3-desk");
    await page.locator(".desk-consent summary").click();
    await page.getByRole("button", { name: say.note }).click();
    await page.locator(".desk-consent .fd-field-error").waitFor();
    await page.getByLabel(say.customer, { exact: true }).fill("K 4711");
    await page.getByRole("button", { name: say.note }).click();
    await page.getByRole("status").filter({ hasText: say.noted }).waitFor();
    expect(portal.noted).toEqual([{ customerReference: "K 4711", consent: "withdrawn" }]);
    await shoot("3b-consent");
    await page.getByLabel(say.reference).fill("K 4711");
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: say.refused }).waitFor();
    expect(await page.getByRole("button", { name: say.begin }).count()).toBe(0);
    await page.keyboard.press("Alt+KeyN");
    await shoot("3c-withdrawn");
    await page.getByLabel(say.reference).fill("K 4712");
    await page.getByRole("button", { name: say.begin }).waitFor();
    await page.keyboard.press("Alt+KeyN");

    await subject.screen("key");
    const key = page.getByRole("img", { name: "1 2 3, 4 5, 6 7" });
    await key.waitFor();
    expect((await key.innerText()).replace(/\s+/g, " ")).toBe("123 45 67");
    await page
      .getByText(
        language === "de" ? "eins zwo drei – vier fünf – sechs sieben" : "one two three – four five – six seven",
      )
      .waitFor();
    await shoot("4-key");
    portal.tell("recognised");
    await page
      .getByRole("status")
      .filter({ hasText: language === "de" ? "Hilfeprogramm" : "help program" })
      .waitFor();
    await shoot("5-recognised");

    portal.tell("joined", { checkCode: "4711" });
    await subject.screen("admit");
    expect(await page.title()).toMatch(language === "de" ? /^● Jemand/ : /^● Somebody/);
    await page.getByRole("img", { name: "4 7, 1 1" }).waitFor();
    await shoot("6-admit");
    await page.keyboard.press("Enter");
    expect(portal.received.map(({ type }) => type)).toEqual(["attach"]);
    await page.getByRole("button", { name: say.admit }).click();
    await expect.poll(() => portal.received.map(({ type }) => type)).toEqual(["attach", "admit"]);

    portal.tell("admitted");
    await subject.screen("waiting");
    await shoot("7-waiting");
    portal.tell("ended", { reason: "consent_refused" });
    await subject.screen("end");
    await shoot("8-end");
    expect(subject.complaints).toEqual([]);
  });
});

describe("ways in", () => {
  test("a one-time link signs in, and is out of the address and the history at once", async () => {
    subject = await PageUnderTest.open(browser, `${portal.url}/#link=${linkToken}`);
    await subject.screen("desk");
    expect(subject.page.url()).toBe(`${portal.url}/`);
    expect(await subject.page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    expect(subject.complaints).toEqual([]);
  });

  test("a used link says so and leaves the other way open", async () => {
    subject = await PageUnderTest.open(browser, `${portal.url}/#link=${"x".repeat(43)}`);
    await subject.screen("sign-in");
    await subject.page.getByRole("alert").filter({ hasText: "Einmal-Link" }).waitFor();
    expect(subject.page.url()).toBe(`${portal.url}/`);
  });

  test("who is signed in already goes straight to the desk, and can sign out", async () => {
    portal.signedIn = true;
    subject = await PageUnderTest.open(browser, portal.url);
    await subject.screen("desk");
    await subject.page.getByRole("button", { name: "Abmelden" }).click();
    await subject.screen("sign-in");
    expect(portal.signedIn).toBe(false);
  });

  test("too many attempts say how long to wait", async () => {
    subject = await PageUnderTest.open(browser, portal.url);
    await subject.page.getByLabel("Name").fill("anna");
    await subject.page.getByLabel("Passwort").fill("zu oft");
    await subject.page.keyboard.press("Enter");
    await subject.page.getByText("in 30 Sekunden").waitFor();
  });

  test("the language changes at once and is remembered", async () => {
    subject = await PageUnderTest.open(browser, portal.url);
    await subject.page.getByRole("radio", { name: "English" }).click();
    await subject.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await subject.page.reload();
    await subject.page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
});

describe("a session before the picture", () => {
  beforeEach(async () => {
    portal.signedIn = true;
    subject = await PageUnderTest.open(browser, portal.url);
    await subject.screen("desk");
  });

  test("no recorder, no session, and the reason in words", async () => {
    portal.creationProblem = "recorder_unavailable";
    await subject.page.keyboard.press("Enter");
    await subject.page.getByRole("alert").filter({ hasText: "ohne Aufzeichnung gibt es keine Sitzung" }).waitFor();
    await subject.expectAccessible("desk with a problem");
  });

  test("no recorder at admission: the reason in words, and another press tries again", async () => {
    await subject.page.keyboard.press("Enter");
    await subject.screen("key");
    portal.tell("joined", { checkCode: "0815" });
    await subject.screen("admit");
    const admit = subject.page.getByRole("button", { name: /Code stimmt/ });
    const reason = subject.page.getByText("ohne Aufzeichnung gibt es keine Sitzung");
    for (let press = 1; press <= 2; press++) {
      await admit.click();
      await expect.poll(() => portal.received.filter(({ type }) => type === "admit")).toHaveLength(press);
      await reason.waitFor({ state: "detached" });
      portal.send({ type: "problem", problem: problemOf("recorder_unavailable") });
      await reason.waitFor();
    }
    await subject.expectAccessible("admission without a recorder");
    portal.send({ type: "problem", problem: problemOf("recorder_disk_full") });
    portal.tell("aborted", { reason: "recorder_not_ready" });
    await subject.screen("end");
    expect(await subject.page.locator("main").innerText()).toContain("kein Platz mehr");
  });

  test("the newcomer can be turned away", async () => {
    await subject.page.keyboard.press("Enter");
    await subject.screen("key");
    portal.tell("joined", { checkCode: "0815" });
    await subject.screen("admit");
    await subject.page.getByRole("button", { name: "Abweisen" }).click();
    await expect.poll(() => portal.received.at(-1)).toEqual({ type: "turn_away" });
    portal.tell("refused", { reason: "technician_turned_away" });
    await subject.screen("end");
    await subject.page.getByRole("button", { name: "Zum Arbeitsplatz" }).click();
    await subject.screen("desk");
  });

  test("a reloaded page attaches to the running session again", async () => {
    await subject.page.keyboard.press("Enter");
    await subject.screen("key");
    await subject.page.reload();
    await subject.screen("key");
    expect(portal.attaches).toBe(2);
    await subject.page.getByRole("img", { name: "1 2 3, 4 5, 6 7" }).waitFor();
  });

  test("a lost line is told with the time that is left, and healed", async () => {
    await subject.page.keyboard.press("Enter");
    await subject.screen("key");
    portal.breakOff();
    const notice = subject.page.getByText("Ihre Verbindung ist unterbrochen");
    await notice.waitFor();
    await subject.page.getByText(/noch \d+ s/).waitFor();
    await subject.expectAccessible("key without a line");
    await subject.picture("9-line-lost");
    portal.setReachable();
    await notice.waitFor({ state: "detached", timeout: 15_000 });
    expect(portal.attaches).toBe(2);
  });

  test("discarding tells the portal", async () => {
    await subject.page.keyboard.press("Enter");
    await subject.screen("key");
    await subject.page.getByRole("button", { name: "Sitzung verwerfen" }).click();
    await expect.poll(() => portal.received.at(-1)).toEqual({ type: "end" });
  });
});
