import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { describeDownloads, offerDownloads } from "./downloads.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ferndiagnose-downloads-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test("without anything built the system still starts and says what to do", async () => {
  const offered = await offerDownloads("http://127.0.0.1:1", false);
  expect(offered).toMatchObject({ folder: undefined, files: [] });
  const text = describeDownloads(offered).join("\n");
  expect(text).toContain("nothing has been built; add --downloads");
  for (const word of ["Windows", "macOS", "AppImage"]) expect(text).toMatch(new RegExp(`not offered: .*${word}`));
  expect(text.match(/not offered/g)).toHaveLength(3);
});

test("a folder made elsewhere is offered as it is; what is in it is not called missing", async () => {
  const name = "Ferndiagnose-windows-x64.exe";
  const file = {
    system: "windows",
    arch: "x64",
    kind: "portable-exe",
    name,
    size: 90e6,
    sha256: "0".repeat(64),
    isTest: false,
  };
  writeFileSync(path.join(folder, name), "");
  writeFileSync(path.join(folder, "downloads.json"), JSON.stringify({ files: [file] }));
  vi.stubEnv("FERNDIAGNOSE_DOWNLOADS", folder);
  const offered = await offerDownloads("http://127.0.0.1:1", true);
  expect(offered.folder).toBe(folder);
  const text = describeDownloads(offered).join("\n");
  expect(text).toContain(`${name} (90 MB, release)`);
  expect(text).not.toContain("not offered: Windows");
});

test("a list whose file is gone offers nothing", async () => {
  const name = "Ferndiagnose-linux-x64.AppImage";
  const file = { system: "linux", arch: "x64", kind: "appimage", name, size: 1, sha256: "0".repeat(64), isTest: false };
  writeFileSync(path.join(folder, "downloads.json"), JSON.stringify({ files: [file] }));
  vi.stubEnv("FERNDIAGNOSE_DOWNLOADS", folder);
  expect((await offerDownloads("http://127.0.0.1:1", true)).files).toEqual([]);
});
