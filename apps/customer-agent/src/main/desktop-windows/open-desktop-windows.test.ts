import { expect, test } from "vitest";
import { canChooseWindows } from "./open-desktop-windows.ts";

const desktop = { display: ":0", sessionType: "x11" };

test.each([
  ["linux", desktop, "6.1.0", true],
  ["linux", { ...desktop, sessionType: undefined }, "6.1.0", true],
  ["linux", { ...desktop, sessionType: "wayland" }, "6.1.0", false],
  ["linux", { ...desktop, display: undefined }, "6.1.0", false],
  ["win32", { display: undefined, sessionType: undefined }, "10.0.19045", true],
  ["win32", { display: undefined, sessionType: undefined }, "10.0.17763", false],
  ["win32", { display: undefined, sessionType: undefined }, "6.1.7601", false],
  ["win32", { display: undefined, sessionType: undefined }, "", false],
  ["darwin", { display: undefined, sessionType: undefined }, "23.0.0", true],
  ["freebsd", desktop, "14.0", false],
] as const)("%s with %o, release %s: %s", (platform, session, release, can) => {
  expect(canChooseWindows({ platform, ...session }, release)).toBe(can);
});
