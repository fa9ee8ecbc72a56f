import { expect, test } from "vitest";
import { NO_RIGHTS, Rights } from "./rights.ts";

test("control without a view does not exist", () => {
  expect(Rights.safeParse({ view: { kind: "nothing" }, control: true }).success).toBe(false);
  expect(Rights.parse(NO_RIGHTS)).toEqual({ view: { kind: "nothing" }, control: false });
});

test("a screen number beyond the number of screens is refused", () => {
  expect(Rights.safeParse({ view: { kind: "screen", number: 3, of: 2 }, control: false }).success).toBe(false);
  expect(Rights.safeParse({ view: { kind: "screen", number: 0, of: 2 }, control: false }).success).toBe(false);
});
