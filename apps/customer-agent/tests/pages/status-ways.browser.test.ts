import { StatusAction } from "@ferndiagnose/protocol/ipc";
import { keyboardOf, mouseOf } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { de } from "../../src/renderer/texts/de.ts";
import { en } from "../../src/renderer/texts/en.ts";
import { BuiltPages, type ShownPage } from "./built-pages.ts";
import { statusViews } from "./status-views.ts";

let pages: BuiltPages;

beforeAll(async () => {
  pages = await BuiltPages.open();
});
afterAll(async () => {
  await pages?.close();
});

const words = { de: de.status, en: en.status };
const window = { viewport: { width: 1_200, height: 260 } };
const no = { type: "answer_request", granted: false };
const yes = { type: "answer_request", granted: true };

describe.each(["de", "en"] as const)("everything is one press away (%s)", (language) => {
  test.each([
    { name: "with the mouse alone", handsOf: mouseOf },
    { name: "with the keyboard alone", handsOf: keyboardOf },
  ])("$name", async ({ handsOf }) => {
    const shown = await pages.page("status", window);
    const hands = handsOf(shown.page);
    const views = statusViews(language, Date.now());
    const { off, pause, continue: goOn, change, renew, allowAgain, view, control } = words[language];
    const on = (name: string, act: () => Promise<void>) => say(shown, views.get(name), act);
    expect(await on("control", () => hands.press(new RegExp(`^${off}`)))).toEqual([{ type: "off" }]);
    expect(await on("control", () => hands.press(pause))).toEqual([{ type: "set_paused", paused: true }]);
    expect(await on("paused", () => hands.press(goOn))).toEqual([{ type: "set_paused", paused: false }]);
    expect(await on("view", () => hands.press(change))).toEqual([{ type: "change_view" }]);
    expect(await on("control", () => hands.choose(view))).toEqual([{ type: "set_control", control: false }]);
    expect(await on("view", () => hands.choose(control))).toEqual([{ type: "set_control", control: true }]);
    expect(await on("control-ends-idle", () => hands.press(renew))).toEqual([{ type: "renew_control" }]);
    expect(await on("expired-time", () => hands.press(allowAgain))).toEqual([{ type: "renew_control" }]);
    await shown.close();
  });

  test("a question: no has the focus, Enter and Escape mean no, yes takes a moment", async () => {
    const shown = await pages.page("status", window);
    const { page } = shown;
    const { decline, allow } = words[language];
    const views = statusViews(language, Date.now());
    for (const name of ["asks-control", "asks-view", "asks-whole-view"]) {
      const question = views.get(name);
      const anew = async () => say(shown, views.get("nobody"), async () => undefined);
      await anew();
      const yesButton = page.getByRole("button", { name: allow });
      // What the button is like at the moment it comes into the page, however slow the machine is.
      await page.evaluate(`void (window.firstYes = new Promise((seen) => new MutationObserver((_, observer) => {
        const button = [...document.querySelectorAll("button")].find(({ innerText }) => innerText === ${JSON.stringify(allow)});
        if (button) { observer.disconnect(); seen(button.disabled); }
      }).observe(document.body, { childList: true, subtree: true })))`);
      expect(
        await say(shown, question, async () => {
          expect(await page.evaluate("window.firstYes")).toBe(true);
          expect(await page.locator(":focus").innerText()).toBe(decline);
          await page.keyboard.press("Enter");
        }),
      ).toEqual([no]);
      await anew();
      expect(
        await say(shown, question, async () => {
          await page.evaluate("document.activeElement.blur()");
          await page.keyboard.press("Enter");
        }),
      ).toEqual([no]);
      await anew();
      expect(await say(shown, question, () => page.keyboard.press("Escape"))).toEqual([no]);
      await anew();
      expect(
        await say(shown, question, () => page.getByRole("button", { name: decline, exact: true }).click()),
      ).toEqual([no]);
      expect(await say(shown, question, () => yesButton.click())).toEqual([yes]);
    }
    await shown.close();
  });
});

test.each(["de", "en"] as const)(
  "how long control lasts stands there, on a slim bar, for eyes and for who asks (%s)",
  async (language) => {
    const shown = await pages.page("status", window);
    const views = statusViews(language, Date.now());
    const left = (minutes: number) => words[language].controlLeft.replace("{{minutes}}", String(minutes));
    const line = shown.page.locator(".status-soft");
    await shown.show(views.get("control") ?? {});
    expect(await line.innerText()).toContain(left(27));
    expect(await shown.fittingHeight()).toBeLessThanOrEqual(70);
    // Nothing that changes by itself is said by itself.
    expect(await shown.page.locator("[role=status] .status-left, [aria-live] .status-left").count()).toBe(0);
    await shown.show(views.get("second-screen") ?? {});
    expect(await line.innerText()).toContain(left(30));
    for (const name of ["view", "paused", "control-ends-idle", "expired-time"]) {
      await shown.show(views.get(name) ?? {});
      expect(await line.innerText(), name).not.toContain("·");
    }
    await shown.close();
  },
);

test("the page says twice a second that its off button works", async () => {
  const shown = await pages.page("status", window);
  await shown.show(statusViews("de", Date.now()).get("view") ?? {});
  const before = await shown.signsOfLife();
  await shown.page.waitForTimeout(2_000);
  expect((await shown.signsOfLife()) - before).toBeGreaterThanOrEqual(3);
  await shown.close();
});

async function say(shown: ShownPage, view: object | undefined, act: () => Promise<void>): Promise<unknown[]> {
  if (view === undefined) throw new Error("There is no such state");
  await shown.show(view);
  await shown.said();
  await act();
  return (await shown.said()).map((action) => StatusAction.parse(action));
}
