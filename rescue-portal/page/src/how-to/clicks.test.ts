import { expect, test } from "vitest";
import { de } from "../texts/de.ts";

/** In our own pages and windows: load; connect, go on, agree, only view. Counted end to end in `first-run`. */
const ownClicks = 5;

/** A sentence that begins so is about what the system asks only sometimes. */
const sometimes = /^Fragt /;
const clicks = /klicken Sie|wählen Sie|erlauben Sie|entpacken Sie|im neuen Ordner/gi;

/** What the how-to makes the customer click on outside of our pages and windows; a double click is one. */
function clicksOf(howTo: string): { always: number; ifAsked: number } {
  const sentences = howTo.split(/(?<=\.) /);
  const count = (some: readonly string[]) => some.join(" ").match(clicks)?.length ?? 0;
  return {
    always: count(sentences.filter((one) => !sometimes.test(one))),
    ifAsked: count(sentences.filter((one) => sometimes.test(one))),
  };
}

test.each([
  ["open_portable-exe", { always: 1, ifAsked: 1 }],
  ["open_dmg", { always: 2, ifAsked: 1 }],
  ["open_appimage", { always: 4, ifAsked: 0 }],
  ["open_archive", { always: 4, ifAsked: 0 }],
] as const)("%s: as many clicks as the promises say", (howTo, expected) => {
  expect(clicksOf(de.howTo[howTo])).toEqual(expected);
});

test("on Windows six clicks in all, when nothing is asked", () => {
  expect(ownClicks + clicksOf(de.howTo["open_portable-exe"]).always).toBeLessThanOrEqual(6);
});
