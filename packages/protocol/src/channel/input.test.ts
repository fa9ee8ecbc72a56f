import { expect, test } from "vitest";
import { InputMessage, KeyCode, PointerMessage } from "./input.ts";

test.each([-0.001, 1, 1.5, Number.NaN])("a place outside the picture is refused: %s", (x) => {
  expect(PointerMessage.safeParse({ type: "move", x, y: 0 }).success).toBe(false);
  expect(PointerMessage.safeParse({ type: "move", x: 0, y: x }).success).toBe(false);
});

test.each(["", "a", "keyA", "Key A", "__proto__", "KeyÄ", `K${"a".repeat(25)}`])("no key has the code %j", (code) => {
  expect(KeyCode.safeParse(code).success).toBe(false);
});

test("empty and endless texts and wheels are refused", () => {
  expect(InputMessage.safeParse({ type: "text", text: "" }).success).toBe(false);
  expect(InputMessage.safeParse({ type: "text", text: "x".repeat(1001) }).success).toBe(false);
  expect(InputMessage.safeParse({ type: "wheel", x: 0, y: 0, dx: 0, dy: 20.5 }).success).toBe(false);
});
