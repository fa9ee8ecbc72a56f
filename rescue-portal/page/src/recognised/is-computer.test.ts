import type { Device } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { isComputer } from "./is-computer.ts";

const device = (system: Device["system"]): Device => ({ system, arch: "unknown", browser: "other" });

test("computers are computers, with fingers on the screen or without", () => {
  for (const system of ["windows", "linux", "other"] as const) {
    expect(isComputer(device(system), 0)).toBe(true);
    expect(isComputer(device(system), 10)).toBe(true);
  }
  expect(isComputer(device("macos"), 0)).toBe(true);
});

test("phones, tablets and Chromebooks are none, and a Mac with a screen for fingers is a tablet", () => {
  for (const system of ["android", "ios", "chromeos"] as const) expect(isComputer(device(system), 5)).toBe(false);
  expect(isComputer(device("chromeos"), 0)).toBe(false);
  expect(isComputer(device("macos"), 5)).toBe(false);
});
