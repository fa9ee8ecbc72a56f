import { complaintCodeOf, type KeyCheckResponse } from "@ferndiagnose/protocol";
import type { Page } from "playwright-core";
import { answer, ready } from "./page-under-test.ts";

export const number = "abcdefghij234567abcd";
export const code = complaintCodeOf(new Uint8Array(19).fill(7));
const ticket = `${number}.${"A".repeat(43)}`;
const day = (iso: string) => Date.parse(`${iso}T12:00:00Z`);

type Program = KeyCheckResponse["downloads"][number];

function program(system: Program["system"], arch: Program["arch"], kind: Program["kind"], isTest = false): Program {
  const ending = { "portable-exe": "exe", dmg: "dmg", appimage: "AppImage", archive: "tar.gz" }[kind];
  const name = `Ferndiagnose-${system}-${arch}.${ending}`;
  const size = { "portable-exe": 92, dmg: 118, appimage: 124, archive: 131 }[kind] * 1_000_000;
  return {
    system,
    arch,
    kind,
    name,
    size,
    sha256: "0123456789abcdef".repeat(4),
    isTest,
    href: `/api/v1/downloads/${ticket}/${name}`,
  };
}

const built = [
  program("windows", "x64", "portable-exe"),
  program("macos", "arm64", "dmg"),
  program("macos", "x64", "dmg"),
  program("linux", "x64", "appimage"),
];

/** What the portal answers to a key, on a computer of one's choice. */
export function recognised(change: object): object {
  return {
    ...{
      state: "recognised",
      expiresAt: Date.now() + 9.5 * 60_000,
      joinLink: "ferndiagnose://join?key=1234567",
      ticket,
    },
    ...{ device: { system: "windows", arch: "x64", browser: "edge" }, downloads: built, missing: [] },
    ...change,
  };
}

const locked = { state: "locked", deleteAt: day("2027-02-20") };
const openings = [
  { at: day("2026-12-01"), kind: "complaint", caseId: "abcdefgh23456777" },
  { at: day("2026-12-03"), kind: "break-glass", caseId: "hgfedcba23456777" },
];

/** Every page in every state, by name, ready when everything is there. The page's clock must be installed. */
export const pageStates: Record<string, (page: Page, url: string) => Promise<void>> = {
  start: (page, url) => open(page, url, "/"),
  "start-wrong": async (page, url) => {
    await open(page, url, "/");
    await page.keyboard.type("12a");
    await page.getByRole("alert").waitFor();
  },
  "start-refused": async (page, url) => {
    await open(page, url, "/");
    const problem = {
      type: "urn:example",
      title: "Wait",
      status: 429,
      code: "too_many_attempts",
      retryAfterSeconds: 30,
    };
    await answer(page, "keys/check", problem, 429);
    await page.keyboard.type("1234567");
    await page.locator(".fd-notice[data-kind=warning]").waitFor();
  },
  "start-incomplete": async (page, url) => {
    await open(page, url, "/");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
  },
  "start-unknown": async (page, url) => {
    await open(page, url, "/");
    const problem = { type: "urn:example", title: "No", status: 404, code: "key_not_accepted" };
    await answer(page, "keys/check", problem, 404);
    await page.keyboard.type("1234567");
    await page.getByRole("alert").waitFor();
  },
  "start-no-connection": async (page, url) => {
    await open(page, url, "/");
    await page.route("**/api/v1/keys/check", (route) => route.abort());
    await page.keyboard.type("1234567");
    await page.getByRole("alert").waitFor();
  },
  "offer-windows": (page, url) => offer(page, url, {}),
  "offer-mac": (page, url) => offer(page, url, { device: { system: "macos", arch: "unknown", browser: "safari" } }),
  "offer-linux-test": async (page, url) => {
    const downloads = [program("linux", "x64", "archive", true)];
    const missing = [
      { system: "windows", arch: "x64" },
      { system: "macos", arch: "arm64" },
    ];
    await offer(page, url, { device: { system: "linux", arch: "x64", browser: "firefox" }, downloads, missing });
    for (const summary of await page.locator("summary:visible").all()) await summary.click();
    await page.locator("details details summary").first().click();
  },
  "offer-appimage": (page, url) =>
    offer(page, url, { device: { system: "linux", arch: "x64", browser: "chrome" } }, "downloaded"),
  "offer-nothing": (page, url) => offer(page, url, { downloads: [] }),
  "offer-unknown": (page, url) => offer(page, url, { device: { system: "other", arch: "unknown", browser: "other" } }),
  phone: (page, url) => offer(page, url, { device: { system: "ios", arch: "unknown", browser: "safari" } }),
  running: async (page, url) => {
    await offer(page, url, {}, "joined");
    await page.locator("[data-view=running]").waitFor();
  },
  admitted: async (page, url) => {
    await offer(page, url, {}, "admitted");
    await page.locator("[data-view=running]").waitFor();
  },
  live: async (page, url) => {
    await offer(page, url, {}, "live");
    await page.locator("[data-view=running]").waitFor();
  },
  over: async (page, url) => {
    await offer(page, url, {}, "over");
    await page.locator("[data-view=over]").waitFor();
  },
  expired: async (page, url) => {
    await offer(page, url, { expiresAt: Date.now() - 1_000 });
    await page.locator("[data-view=expired]").waitFor();
  },
  "receipt-question": async (page, url) => {
    await open(page, url, "/receipt");
    await page.keyboard.press("Tab");
  },
  "receipt-number-wrong": async (page, url) => {
    await open(page, url, "/receipt");
    await page.locator("main input").first().fill("abc");
    await page.keyboard.press("Enter");
    await page.locator(".fd-field-error").waitFor();
  },
  "receipt-recording": (page, url) => receipt(page, url, { state: "recording" }, `#${number}`),
  "receipt-held": (page, url) => receipt(page, url, { state: "held", openings }, `#${number}`),
  "receipt-shredding": (page, url) => receipt(page, url, { state: "shredding", openings }, `#${number}`),
  "receipt-code-wrong": async (page, url) => {
    await receipt(page, url, locked, `#${number}`);
    await page.locator("main input").first().fill("7777");
    await page.keyboard.press("Enter");
    await page.locator(".fd-field-error").waitFor();
  },
  "receipt-without-customer": async (page, url) => {
    await receipt(page, url, locked, `#${number}.${code}`);
    await page.locator(".receipt-code").waitFor();
    await page.getByRole("button", { name: /JSON/ }).waitFor();
  },
  "receipt-locked": (page, url) => receipt(page, url, locked, `#${number}`),
  "receipt-code": async (page, url) => {
    await receipt(page, url, locked, `#${number}.${code}`, { supportConsent: { consent: "given" } });
    await page.locator("[data-consent]").waitFor();
    await page.locator(".receipt-code").waitFor();
    await page.locator("summary").first().click();
  },
  "receipt-withdrawn": async (page, url) => {
    const consent = { supportConsent: { consent: "withdrawn", at: day("2026-11-22") } };
    await receipt(page, url, { state: "opened", openings, deleteAt: day("2027-02-20") }, `#${number}.${code}`, consent);
    await page.locator("[data-consent=withdrawn]").waitFor();
  },
  "receipt-destroyed": async (page, url) => {
    await receipt(page, url, { state: "destroyed", destroyedAt: day("2027-02-20") }, `#${number}.${code}`);
    await page.locator(".receipt-code").waitFor();
    await page.locator("summary").first().click();
  },
  "receipt-refused": async (page, url) => {
    await page.unrouteAll();
    await page.goto("about:blank");
    const problem = {
      type: "urn:example",
      title: "Wait",
      status: 429,
      code: "too_many_attempts",
      retryAfterSeconds: 30,
    };
    await answer(page, `receipts/${number}`, problem, 429);
    await page.goto(`${url}/receipt#${number}`);
    await page.getByRole("alert").waitFor();
  },
  "receipt-unknown": (page, url) => receipt(page, url, { state: "unknown" }, `#${number}`),
  terms: (page, url) => open(page, url, "/terms"),
  privacy: async (page, url) => {
    await open(page, url, "/privacy");
    await page
      .locator("summary")
      .first()
      .click()
      .catch(() => undefined);
  },
};

async function open(page: Page, url: string, path: string): Promise<void> {
  await page.unrouteAll();
  await page.goto("about:blank");
  await page.goto(`${url}${path}`);
  await ready(page);
}

async function offer(page: Page, url: string, change: object, state = "recognised"): Promise<void> {
  await open(page, url, "/");
  await answer(page, "keys/check", recognised(change));
  await answer(page, "progress/**", { state, expiresAt: Date.now() + 570_000 });
  await page.keyboard.type("1234567");
  await page.keyboard.press("Enter");
  await page.locator(".recognised").waitFor();
  if (state === "recognised") return;
  const asked = page.waitForResponse("**/api/v1/progress/**");
  await page.clock.fastForward(2_600);
  await asked;
}

async function receipt(page: Page, url: string, status: object, fragment: string, consent: object = {}): Promise<void> {
  await page.unrouteAll();
  await page.goto("about:blank");
  await answer(page, `receipts/${number}`, { sessionId: number, openings: [], ...status });
  await answer(page, `receipts/${number}/access`, { sessionId: number, ...consent });
  await page.goto(`${url}/receipt${fragment}`);
  await page.locator("[data-status]").waitFor();
}
