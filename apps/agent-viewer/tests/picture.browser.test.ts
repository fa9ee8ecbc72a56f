import { chromiumArguments, launchChromium } from "@ferndiagnose/testkit";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { buildViewer } from "./build-viewer.ts";
import type { CustomerDouble } from "./customer-double.ts";
import { LiveSession } from "./live-session.ts";
import type { PageUnderTest } from "./page-under-test.ts";
import type { PortalDouble } from "./portal-double.ts";

const screenOne = { kind: "screen", number: 1, of: 2 };
const seeing = { rights: { view: screenOne, control: false } };
const controlling = { rights: { view: screenOne, control: true } };

let browser: Browser;
let built: Awaited<ReturnType<typeof buildViewer>>;
let session: LiveSession | undefined;
let portal: PortalDouble;
let subject: PageUnderTest;
let customer: CustomerDouble;
let page: Page;

beforeAll(async () => {
  [built, browser] = await Promise.all([buildViewer(), launchChromium()]);
}, 60_000);

afterAll(async () => {
  await session?.close();
  await browser?.close();
  await built?.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") return leaveSession();
  expect(session?.subject.complaints ?? []).toEqual([]);
});

/** A running session with these rights and this look: the one of the test before, where it can be set back. */
async function live(rights: object, options: BrowserContextOptions = {}, viewer = browser): Promise<void> {
  if (session !== undefined && (viewer !== browser || !session.fits(options))) await leaveSession();
  session ??= await LiveSession.open(built.folder, browser, options, viewer);
  ({ portal, subject, customer } = session);
  page = subject.page;
  await session.begin(rights, options);
}

/** After what cannot be set back. */
async function leaveSession(): Promise<void> {
  const left = session;
  session = undefined;
  await left?.close();
}

async function takeKeyboard(): Promise<void> {
  await page.getByRole("button", { name: "Tastatur verbinden" }).click();
  await page.getByText("Ihre Tastatur arbeitet am anderen Computer.").waitFor();
  customer.forget();
}

/** Where a pixel of the customer's screen is on the page, found without the code under test. */
async function pointOf(x: number, y: number): Promise<{ x: number; y: number }> {
  return page.locator("#picture").evaluate(
    (video, at) => {
      const frame = video.getBoundingClientRect();
      const scale = Math.min(frame.width / 1280, frame.height / 720);
      return {
        x: frame.left + (frame.width - 1280 * scale) / 2 + (at.x + 0.5) * scale,
        y: frame.top + (frame.height - 720 * scale) / 2 + (at.y + 0.5) * scale,
      };
    },
    { x, y },
  );
}

function pixelOf(place: { x: number; y: number }): [number, number] {
  return [Math.floor(place.x * 1280), Math.floor(place.y * 720)];
}

describe("the picture", () => {
  test.each<[string, BrowserContextOptions]>([
    ["dark", { colorScheme: "dark" }],
    ["zoom", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ["contrast", { forcedColors: "active" }],
    // Last, because the tests that follow go on in this session.
    ["light", {}],
  ])("moves, says what is allowed and how the line is (%s)", async (look, options) => {
    await live(seeing, options);
    await page.getByText("Sie sehen Bildschirm 1 von 2").waitFor();
    await page.getByText("Sie dürfen nicht steuern").waitFor();
    await page
      .getByRole("timer")
      .filter({ hasText: /^12:[3-5]\d$/ })
      .waitFor();
    // On a busy machine the browser that sends makes its picture smaller.
    await page.getByText(/\d+ Bilder\/s · \d+,\d Mbit\/s · \d+ ms · VP8 \d+ × \d+/).waitFor();
    const frames = () =>
      page
        .locator("#picture")
        .evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
    const before = await frames();
    await expect.poll(frames, { timeout: 10_000 }).toBeGreaterThan(before + 10);
    await subject.expectAccessible(`picture ${look}`);
    await subject.picture(`p1-view-${look}`);
    await session?.begin(controlling, options);
    await page.getByText("Sie dürfen steuern").waitFor();
    await takeKeyboard();
    await subject.expectAccessible(`controlled picture ${look}`);
    await subject.picture(`p2-control-${look}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test("what is missing can be asked for, and what was asked is shown until it is answered", async () => {
    await live({});
    await page.getByRole("status").filter({ hasText: "Es wird nichts gezeigt" }).waitFor();
    await page.getByRole("button", { name: "Um Sicht bitten" }).click();
    await page.getByText("Um Sicht gebeten").waitFor();
    expect(portal.received.at(-1)).toEqual({ type: "request_rights", request: "view" });
    portal.tell("live", { rights: { view: { kind: "windows", count: 2 }, control: false } });
    await page.getByText("Sie sehen 2 ausgewählte Fenster").waitFor();
    await page.getByText("Um Sicht gebeten").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Um mehr bitten" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Um Sicht auf alles bitten" }).waitFor();
    await subject.expectAccessible("menu of requests");
    await subject.picture("p7-requests");
    await page.keyboard.press("Enter");
    await page.getByText("Um Sicht auf alles gebeten").waitFor();
    expect(portal.received.at(-1)).toEqual({ type: "request_rights", request: "whole_view" });
    portal.tell("live", { rights: { view: { kind: "all_screens" }, control: false } });
    await page.getByRole("button", { name: "Um Steuerung bitten" }).click();
    expect(portal.received.at(-1)).toEqual({ type: "request_rights", request: "control" });
    portal.tell("live", { rights: { view: { kind: "all_screens" }, control: true } });
    await page.getByText("Um Steuerung gebeten").waitFor({ state: "detached" });
  });

  test("chosen windows: says that nothing works beside them", async () => {
    await live({ rights: { view: { kind: "windows", count: 1 }, control: true } });
    await page.getByText("Sie sehen ein ausgewähltes Fenster").waitFor();
    await page.getByText("Maus und Tastatur wirken nur in den gezeigten Fenstern.").waitFor();
    await subject.expectAccessible("chosen windows");
    await subject.picture("p8-windows");
  });

  test("paused: nothing is to be seen, done or asked, until the customer goes on", async () => {
    await live(controlling);
    await takeKeyboard();
    portal.tell("live", { ...controlling, paused: true });
    await page.getByRole("status").filter({ hasText: "Ansicht angehalten" }).waitFor();
    await page.getByText("Sie dürfen nicht steuern").waitFor();
    expect(await page.getByRole("button", { name: /bitten$/ }).count()).toBe(0);
    expect(await page.locator(".picture-overlay").getAttribute("data-cover")).toBe("full");
    await expect.poll(() => customer.actions.at(-1)).toEqual({ type: "release_all" });
    await subject.expectAccessible("paused");
    await subject.picture("p9-paused");
    customer.forget();
    const point = await pointOf(640, 360);
    await page.mouse.click(point.x, point.y);
    await page.keyboard.type("x");
    portal.tell("live", controlling);
    await page.getByText("Sie dürfen steuern").waitFor();
    await page.locator(".picture-overlay").waitFor({ state: "detached" });
    expect(customer.actions).toEqual([]);
  });

  test.each([
    ["recording", "suspended", { ...seeing, suspension: "recording" }, "Aufzeichnung nicht gesichert"],
    ["connection", "suspended", { ...seeing, suspension: "connection" }, "Verbindung unterbrochen"],
    ["nothing", "live", {}, "Es wird nichts gezeigt"],
  ])("what is wrong stands over it: %s", async (name, state, more, text) => {
    await live(seeing);
    portal.tell(state, more);
    await page.getByRole("status").filter({ hasText: text }).waitFor();
    await subject.expectAccessible(name);
    await subject.picture(`p3-${name}`);
  });

  test("a lost line comes back, with a new connection for the picture", async () => {
    await live(seeing);
    const { attaches } = portal;
    portal.breakOff();
    await page.getByText("Ihre Verbindung ist unterbrochen").waitFor();
    await page.getByText(/noch \d+ s/).waitFor();
    await subject.picture("p4-line-lost");
    portal.setReachable();
    await page.locator(".picture-overlay").waitFor({ state: "detached", timeout: 15_000 });
    expect(portal.attaches).toBe(attaches + 1);
  });

  test("one stray press ends nothing", async () => {
    await live(seeing);
    await page.getByRole("button", { name: "Sitzung beenden" }).click();
    await page.getByRole("button", { name: "Wirklich beenden?" }).waitFor();
    await page.getByRole("button", { name: "Sitzung beenden" }).waitFor({ timeout: 6_000 });
  });
});

describe("the keyboard", () => {
  test("brings every character as it is", async () => {
    await live(controlling);
    await takeKeyboard();
    const text = 'Grüße, "ÄÖÜß€" @{}[]\\|~ Ж 😀';
    for (const word of text.split(" ")) {
      await page.keyboard.type(word);
      await page.keyboard.press("Space");
    }
    await expect.poll(() => customer.typed.replaceAll(" +Space  -Space ", " ")).toBe(`${text} `);
  });

  test("brings what an input method or a dead key composed, once", async () => {
    await live(controlling);
    await takeKeyboard();
    const debug = await page.context().newCDPSession(page);
    await debug.send("Input.imeSetComposition", { text: "k", selectionStart: 1, selectionEnd: 1 });
    await debug.send("Input.imeSetComposition", { text: "かん", selectionStart: 2, selectionEnd: 2 });
    await debug.send("Input.insertText", { text: "漢" });
    await page.keyboard.insertText("é");
    await page.keyboard.type("!");
    await expect.poll(() => customer.typed).toBe("漢é!");
    expect(await page.locator("textarea").inputValue()).toBe("");
  });

  test("brings keys and shortcuts as keys", async () => {
    await live(controlling);
    await takeKeyboard();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+KeyA");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Alt+F4");
    await page.keyboard.press("F5");
    await expect
      .poll(() => customer.typed.replace(/ +/g, " ").trim())
      .toBe(
        [
          "+Enter -Enter",
          "+ControlLeft +KeyA -KeyA -ControlLeft",
          "+ShiftLeft +ArrowLeft -ArrowLeft -ShiftLeft",
          "+AltLeft +F4 -F4 -AltLeft",
          "+F5 -F5",
        ].join(" "),
      );
    await subject.screen("picture");
  });

  test("never brings F11, and Tab does not leave the picture", async () => {
    await live(controlling);
    await takeKeyboard();
    for (const key of ["F11", "Control+F11", "Shift+F11", "Alt+F11"]) await page.keyboard.press(key);
    await page.keyboard.press("Tab");
    await page.keyboard.type("a");
    await expect.poll(() => customer.typed).toContain("a");
    expect(customer.typed).not.toContain("F11");
    expect(customer.typed).toContain("+Tab");
  });

  test("sends from a menu what the browser keeps for itself", async () => {
    await live(controlling);
    await page.getByRole("button", { name: "Tasten senden" }).click();
    await page.getByRole("menuitem", { name: "Alt Tab" }).waitFor();
    await subject.expectAccessible("menu of keys");
    await subject.picture("p6-keys");
    await page.getByRole("menuitem", { name: "Alt Tab" }).click();
    await expect.poll(() => customer.typed.replace(/ +/g, " ").trim()).toBe("+AltLeft +Tab -Tab -AltLeft");
  });

  test("pastes nothing by itself", async () => {
    await live(controlling);
    await takeKeyboard();
    await page.locator("textarea").evaluate((area) => {
      area.dispatchEvent(
        new InputEvent("beforeinput", {
          inputType: "insertFromPaste",
          data: "geheim",
          cancelable: true,
          bubbles: true,
        }),
      );
    });
    await page.keyboard.type("b");
    await expect.poll(() => customer.typed).toBe("b");
  });

  test.each([
    ["Ctrl, Alt and Shift together", async () => page.keyboard.press("Control+Alt+Shift")],
    ["the button", async () => page.getByRole("button", { name: "Tastatur zurückholen" }).click()],
  ])("comes back by %s, and lets go of what is held", async (_name, leave) => {
    await live(controlling);
    await takeKeyboard();
    await page.keyboard.down("ArrowDown");
    await leave();
    await page.getByText("Ihre Tastatur arbeitet hier.").waitFor();
    await expect.poll(() => customer.actions.at(-1)).toEqual({ type: "release_all" });
    expect(
      await page
        .getByRole("button", { name: "Tastatur verbinden" })
        .evaluate((button) => button === document.activeElement),
    ).toBe(true);
    await page.keyboard.up("ArrowDown");
    customer.forget();
    await page.keyboard.press("Shift+Tab");
    await page.waitForTimeout(200);
    expect(customer.actions).toEqual([]);
  });

  test("lets go of everything when the window loses the focus", async () => {
    await live(controlling);
    await takeKeyboard();
    await page.keyboard.down("Control");
    await page.keyboard.down("KeyC");
    await page.locator("textarea").evaluate((area) => area.blur());
    await expect.poll(() => customer.actions.at(-1)).toEqual({ type: "release_all" });
    await page.keyboard.up("KeyC");
    await page.keyboard.up("Control");
  });
});

describe("the mouse", () => {
  test("turns one notch as one notch, and keeps Ctrl with it", async () => {
    await live(controlling);
    const point = await pointOf(640, 360);
    await page.mouse.move(point.x, point.y);
    for (const turn of [100, 120, -120]) await page.mouse.wheel(0, turn);
    await expect
      .poll(() => customer.actions.map((action) => (action.type === "wheel" ? action.dy : action)))
      .toEqual([1, 1, -1]);
    await takeKeyboard();
    await page.mouse.move(point.x, point.y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, 120);
    await page.keyboard.up("Control");
    await expect.poll(() => customer.actions.map(({ type }) => type)).toEqual(["key", "wheel", "key"]);
  });

  test("drags to the edge and beyond", async () => {
    await live(controlling);
    const start = await pointOf(600, 300);
    customer.forget();
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x, 5, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => customer.actions).toHaveLength(2);
    const up = customer.actions[1];
    if (up?.type === "button") expect(pixelOf(up)).toEqual([600, 0]);
    expect(portal.received.some(({ type }) => type === "end")).toBe(false);
  });

  test("does nothing without the right to, and lets go when the right is taken", async () => {
    await live(seeing);
    const point = await pointOf(640, 360);
    await page.mouse.click(point.x, point.y);
    await page.mouse.wheel(0, 120);
    await page.keyboard.type("x");
    await page.waitForTimeout(300);
    expect(customer.actions).toEqual([]);
    await session?.begin(controlling);
    await takeKeyboard();
    await page.keyboard.down("ArrowDown");
    await expect.poll(() => customer.typed.trim()).toBe("+ArrowDown");
    portal.tell("live", seeing);
    await expect.poll(() => customer.actions.at(-1)).toEqual({ type: "release_all" });
    await page.getByText("Sie dürfen nicht steuern").waitFor();
    customer.forget();
    await page.keyboard.up("ArrowDown");
    await page.keyboard.type("x");
    await page.waitForTimeout(300);
    expect(customer.actions).toEqual([]);
  });

  test.each<[string, BrowserContextOptions, boolean]>([
    ["fitted into a small window", { viewport: { width: 900, height: 700 } }, false],
    ["fitted into a large window", { viewport: { width: 2560, height: 1600 } }, false],
    ["at actual size", { viewport: { width: 1600, height: 1000 } }, true],
    ["at actual size on a fine screen", { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 2 }, true],
  ])("hits the very pixel %s", async (_name, options, isActual) => {
    await live(controlling, options);
    if (isActual) await page.getByRole("radio", { name: "Originalgröße" }).click();
    await page.waitForTimeout(200);
    for (const [x, y] of [
      [0, 0],
      [1279, 719],
      [640, 360],
      [333, 77],
    ] as const) {
      customer.forget();
      const point = await pointOf(x, y);
      await page.mouse.click(point.x, point.y, { button: "right" });
      await expect.poll(() => customer.actions).toHaveLength(2);
      const [down, up] = customer.actions;
      expect(down).toMatchObject({ type: "button", button: "right", down: true });
      expect(up).toMatchObject({ type: "button", button: "right", down: false });
      if (down?.type === "button") expect(pixelOf(down)).toEqual([x, y]);
    }
    // A press takes along the way of the pointer that waits before it.
    const middle = await pointOf(500, 300);
    await page.mouse.move(middle.x, middle.y);
    await expect.poll(() => customer.moves.map(pixelOf).at(-1)).toEqual([500, 300]);
  });

  test("scrolls a picture that is larger than the window by the scroll bars, and still hits the very pixel", async () => {
    // Playwright hides scroll bars unless told otherwise.
    const withScrollBars = await chromium.launch({
      executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
      args: [...chromiumArguments],
      ignoreDefaultArgs: ["--hide-scrollbars"],
    });
    onTestFinished(async () => {
      await leaveSession();
      await withScrollBars.close();
    });
    await live(controlling, { viewport: { width: 900, height: 600 } }, withScrollBars);
    await page.getByRole("radio", { name: "Originalgröße" }).click();
    const stage = page.locator(".picture-stage");
    await expect.poll(() => stage.evaluate((it) => it.scrollWidth)).toBe(1280);
    const bar = await stage.evaluate((element) => {
      const it = element as HTMLElement;
      const { left, top } = it.getBoundingClientRect();
      return {
        right: left + it.clientWidth,
        bottom: top + it.clientHeight,
        thickness: it.offsetHeight - it.clientHeight,
      };
    });
    expect(bar.thickness).toBeGreaterThan(5);
    customer.forget();
    await page.mouse.click(bar.right - 40, bar.bottom + bar.thickness / 2);
    await page.mouse.click(bar.right + bar.thickness / 2, bar.bottom - 40);
    await expect.poll(() => stage.evaluate((it) => it.scrollLeft)).toBeGreaterThan(50);
    await expect.poll(() => stage.evaluate((it) => it.scrollTop)).toBeGreaterThan(50);
    await page.waitForTimeout(400);
    expect(customer.actions.filter(({ type }) => type === "button")).toEqual([]);
    const point = await pointOf(700, 400);
    await page.mouse.click(point.x, point.y);
    await expect
      .poll(() => customer.actions.flatMap((it) => (it.type === "button" ? [pixelOf(it)] : [])))
      .toEqual([
        [700, 400],
        [700, 400],
      ]);
  });
});

describe("the end", () => {
  test("asks before the page goes while the keyboard is over there", async () => {
    await live(controlling);
    await takeKeyboard();
    const asked = new Promise<string>((resolve) => {
      page.once("dialog", (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe("beforeunload");
    await subject.screen("picture");
  });

  test("ending takes two presses, and the end says why and how long", async () => {
    await live(seeing);
    await page.getByRole("button", { name: "Sitzung beenden" }).click();
    expect(portal.received.some(({ type }) => type === "end")).toBe(false);
    await page.getByRole("button", { name: "Wirklich beenden?" }).click();
    await expect.poll(() => portal.received.at(-1)).toEqual({ type: "end" });
    portal.tell("ended", { reason: "technician_ended", liveSince: Date.now() - 61_000 });
    await subject.screen("end");
    await page.getByText("Die Hotline hat die Sitzung beendet.").waitFor();
    await page.getByText("Sie dauerte 1:01.").waitFor();
    await subject.expectAccessible("end");
    await subject.picture("p5-end");
    await leaveSession();
  });
});
