import { NO_RIGHTS, type Rights } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { isWithin } from "./is-within.ts";

const one: Rights = { view: { kind: "screen", number: 1, of: 2 }, control: false };
const two: Rights = { view: { kind: "screen", number: 2, of: 2 }, control: false };
const all: Rights = { view: { kind: "all_screens" }, control: false };
const control: Rights = { ...all, control: true };

test("every right is within itself, nothing within everything, everything within full control", () => {
  for (const rights of [NO_RIGHTS, one, two, all, control]) {
    expect(isWithin(rights, rights)).toBe(true);
    expect(isWithin(NO_RIGHTS, rights)).toBe(true);
    expect(isWithin(rights, control)).toBe(true);
  }
});

test("another screen, all screens or control is more", () => {
  expect(isWithin(one, two)).toBe(false);
  expect(isWithin(all, one)).toBe(false);
  expect(isWithin(control, all)).toBe(false);
  expect(isWithin({ ...one, control: true }, all)).toBe(false);
  expect(isWithin(one, NO_RIGHTS)).toBe(false);
});
