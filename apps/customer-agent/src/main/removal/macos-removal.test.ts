import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { imageMountedAt, isInstalledBundle, MacosRemoval, macosLeftovers } from "./macos-removal.ts";

const images = {
  images: [
    { "image-path": "/Users/x/other.dmg", "system-entities": [{}, { "mount-point": "/Volumes/Other" }] },
    {
      "image-path": "/Users/x/Downloads/Ferndiagnose 123-4567.dmg",
      "system-entities": [{ "mount-point": "/Volumes/Ferndiagnose 1" }],
    },
  ],
};

test("started from its image: unmounted, and the image file goes", () => {
  const image = imageMountedAt(images, "/Volumes/Ferndiagnose 1/Ferndiagnose.app");
  expect(macosLeftovers({ bundle: "/Volumes/Ferndiagnose 1/Ferndiagnose.app" }, image)).toEqual({
    leftovers: [
      { kind: "mounted-image", path: "/Volumes/Ferndiagnose 1" },
      { kind: "file", path: "/Users/x/Downloads/Ferndiagnose 123-4567.dmg" },
    ],
    left: [],
  });
  expect(imageMountedAt(images, "/Volumes/Unknown/Ferndiagnose.app")).toBeUndefined();
  expect(imageMountedAt(images, "/Users/x/Ferndiagnose.app")).toBeUndefined();
});

test("copied somewhere: the bundle goes as one", () => {
  const bundle = "/Users/jörg o'neill/Desktop/Ferndiagnose.app";
  expect(macosLeftovers({ bundle }, undefined)).toEqual({ leftovers: [{ kind: "folder", path: bundle }], left: [] });
});

test.each([
  "/private/var/folders/x/AppTranslocation/1-2/d/Ferndiagnose.app",
  "/Volumes/Ferndiagnose/Ferndiagnose.app",
  "/Users/x",
  "/Users/x/Other.app",
  "Ferndiagnose.app",
  "/Users/x/../Ferndiagnose.app",
])("%s is not removed but named", (bundle) => {
  expect(macosLeftovers({ bundle }, undefined)).toEqual({ leftovers: [], left: ["Ferndiagnose.app"] });
});

test("installed is what lies among the applications", () => {
  const home = "/Users/x";
  expect(isInstalledBundle({ bundle: "/Users/x/Applications/Ferndiagnose.app", home })).toBe(true);
  expect(isInstalledBundle({ bundle: "/Applications/Ferndiagnose.app", home })).toBe(true);
  expect(isInstalledBundle({ bundle: "/Users/x/Downloads/Ferndiagnose.app", home })).toBe(false);
});

test("a link on the desktop that leads to something else is neither our symbol nor removed", async () => {
  const home = fs.mkdtempSync(join(tmpdir(), "ferndiagnose-home-"));
  onTestFinished(() => fs.rmSync(home, { recursive: true }));
  const ports = { files: fs, afterExit: () => {}, onFailure: () => {} };
  const { shortcut } = new MacosRemoval(ports, { home, bundle: "/Applications/Ferndiagnose.app", desktop: home });
  await shortcut.set(true);
  expect(shortcut.isPresent()).toBe(true);
  await shortcut.set(false);
  fs.symlinkSync("/somewhere/else", join(home, "Ferndiagnose"));
  expect(shortcut.isPresent()).toBe(false);
  await shortcut.set(false);
  await expect(shortcut.set(true)).rejects.toThrow();
  expect(fs.readdirSync(home)).toEqual(["Ferndiagnose"]);
});
