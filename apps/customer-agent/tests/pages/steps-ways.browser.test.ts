import type { Language } from "@ferndiagnose/protocol";
import { StepsAction } from "@ferndiagnose/protocol/ipc";
import { type Hands, keyboardOf, mouseOf } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { de } from "../../src/renderer/texts/de.ts";
import { en } from "../../src/renderer/texts/en.ts";
import { BuiltPages, type ShownPage } from "./built-pages.ts";
import { stepsViews } from "./steps-views.ts";

let pages: BuiltPages;

beforeAll(async () => {
  pages = await BuiltPages.open();
});
afterAll(async () => {
  await pages?.close();
});

const words = { de, en };
const back = { de: "Zurück", en: "Back" };
const close = { de: "Schließen", en: "Close" };
const cancel = { de: "Abbrechen", en: "Cancel" };

/** Shows the page, does it, and gives what the page said to the main process. */
async function say(shown: ShownPage, view: object | undefined, act: () => Promise<void>): Promise<unknown[]> {
  if (view === undefined) throw new Error("There is no such page");
  await shown.show(view);
  await shown.said();
  await act();
  return (await shown.said()).map((action) => StepsAction.parse(action));
}

async function wholeWay(shown: ShownPage, language: Language, hands: Hands): Promise<void> {
  const views = stepsViews(language);
  const { key, who, consent, choice, waiting: _, ended, removal, receipt } = words[language];
  const on = (name: string, act: () => Promise<void>) => say(shown, views.get(name), act);
  const { keyboard } = shown.page;

  // The field has the focus from the beginning.
  expect(
    await on("1-key", async () => {
      await keyboard.type("123 45 67");
      await hands.press(key.submit);
    }),
  ).toEqual([{ type: "submit_key", key: "123 45 67" }]);
  expect(await on("1-key-filled", () => hands.press(removal.removeShortcut))).toEqual([
    { type: "set_shortcut", present: false },
  ]);

  expect(await on("2-who", () => hands.press(who.go))).toEqual([{ type: "continue" }]);
  expect(await on("2-who", () => hands.press(who.stop))).toEqual([{ type: "refuse_consent" }]);

  expect(await on("3-consent", () => hands.press(back[language]))).toEqual([{ type: "back" }]);
  for (const text of [consent.readTerms, consent.readPrivacy]) {
    expect(
      await on("3-consent", async () => {
        await hands.press(text);
        await shown.page.getByRole("dialog").getByRole("heading", { level: 2 }).waitFor();
        await hands.press(close[language]);
        await shown.page.getByRole("dialog").waitFor({ state: "detached" });
      }),
    ).toEqual([]);
  }
  expect(await on("3-consent", () => hands.press(consent.refuse))).toEqual([{ type: "refuse_consent" }]);
  expect(await on("3-consent", () => hands.press(consent.agree))).toEqual([{ type: "give_consent" }]);

  // One screen is chosen already: one click goes on.
  expect(await on("4-choice-one-screen", () => hands.press(choice.view))).toEqual([
    { type: "choose", list: 1, view: { kind: "screen", number: 1, of: 1 }, control: false },
  ]);
  expect(
    await on("4-choice-two-screens", async () => {
      expect(await shown.page.getByRole("button", { name: choice.control }).isDisabled()).toBe(true);
      await hands.choose(choice.all);
      await hands.press(choice.control);
    }),
  ).toEqual([{ type: "choose", list: 2, view: { kind: "all_screens" }, control: true }]);
  expect(
    await on("4-choice-one-screen", async () => {
      await hands.choose(choice.windows);
      await shown.page.getByText(choice.chooseWindowsFirst).waitFor();
      await hands.choose("Kündigung");
      await hands.press(choice.view);
    }),
  ).toEqual([{ type: "choose", list: 1, view: { kind: "windows", numbers: [2] }, control: false }]);
  expect(await on("4-choice-changing", () => hands.press(choice.keep))).toEqual([{ type: "cancel_change" }]);
  expect(await on("4-choice-changing", () => hands.press(choice.control))).toEqual([
    { type: "choose", list: 5, view: { kind: "windows", numbers: [2] }, control: true },
  ]);

  expect(await on("5-waiting-admission", () => hands.press(cancel[language]))).toEqual([{ type: "leave" }]);

  expect(await on("6-ended-offered", () => hands.press(removal.keep))).toEqual([{ type: "keep_program" }]);
  expect(await on("6-ended-offered", () => hands.press(removal.now))).toEqual([{ type: "remove_program" }]);
  expect(await on("6-ended-offered", () => hands.press(receipt.print))).toEqual([
    { type: "keep_receipt", as: "print" },
  ]);
  expect(await on("6-ended-leaving", () => hands.press(receipt.leaveStay))).toEqual([{ type: "stay" }]);
  expect(await on("6-ended-failed", () => hands.press(removal.again))).toEqual([{ type: "remove_program" }]);
  expect(await on("6-ended-kept", () => hands.press(removal.addShortcut))).toEqual([
    { type: "set_shortcut", present: true },
  ]);
  expect(await on("6-ended-removed", () => hands.press(ended.close))).toEqual([{ type: "leave" }]);
}

describe.each(["de", "en"] as const)("the whole way (%s)", (language) => {
  test.each([
    { name: "with the mouse alone", handsOf: mouseOf },
    { name: "with the keyboard alone", handsOf: keyboardOf },
  ])("$name", async ({ handsOf }) => {
    const shown = await pages.page("steps", { viewport: { width: 820, height: 780 } });
    await wholeWay(shown, language, handsOf(shown.page));
    await shown.close();
  });
});

test("what was marked is forgotten when the list is another one, and when the window was hidden", async () => {
  const shown = await pages.page("steps", { viewport: { width: 820, height: 780 } });
  const view = stepsViews("de").get("4-choice-changing");
  if (view?.step !== "choice") throw new Error("There is no such page");
  const ticked = () => shown.page.getByRole("checkbox", { checked: true }).count();
  await shown.show(view);
  await mouseOf(shown.page).choose("Einstellungen");
  expect(await ticked()).toBe(2);
  const [first, ...others] = view.windows;
  if (first === undefined) throw new Error("There are no windows");
  // A newer picture of the same window changes nothing.
  await shown.show({ ...view, windows: [{ ...first, thumbnail: view.windows[1]?.thumbnail ?? "" }, ...others] });
  expect(await ticked()).toBe(2);
  await shown.show({ ...view, windows: view.windows.slice(1) });
  expect(await ticked()).toBe(1);
  await mouseOf(shown.page).choose("Fenster ohne Namen");
  expect(await ticked()).toBe(2);
  await shown.page.evaluate("fake.show(undefined)");
  expect(await shown.page.getByRole("main").count()).toBe(0);
  expect(await shown.page.content()).not.toContain("Kündigung");
  await shown.show({ ...view, windows: view.windows.slice(1) });
  expect(await ticked()).toBe(1);
  await shown.close();
});

test("nothing moves for those who want no motion", async () => {
  const shown = await pages.page("steps", { viewport: { width: 820, height: 780 }, reducedMotion: "reduce" });
  for (const [name, view] of stepsViews("de")) {
    await shown.show(view);
    expect(await shown.page.evaluate("document.getAnimations().length"), name).toBe(0);
  }
  await shown.close();
});
