import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openUserData } from "./user-data.ts";

let folder: string;
const userId = process.getuid?.() ?? 0;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), "fd-"));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const open = (env: NodeJS.ProcessEnv = {}, temporaryFolder = folder) =>
  openUserData(fs, { system: "linux", env, temporaryFolder, userId });

test("in memory where the system has such a place for this user alone, else among the temporary files", () => {
  const runtime = join(folder, "run");
  fs.mkdirSync(runtime, { mode: 0o700 });
  expect(open({ XDG_RUNTIME_DIR: runtime }).folder).toBe(join(runtime, `ferndiagnose-${userId}`));
  expect(open().folder).toBe(join(folder, `ferndiagnose-${userId}`));
  fs.chmodSync(runtime, 0o777);
  expect(dirname(open({ XDG_RUNTIME_DIR: runtime }).folder)).toBe(folder);
  for (const XDG_RUNTIME_DIR of ["", "relative", join(folder, "nowhere")]) {
    expect(dirname(open({ XDG_RUNTIME_DIR }).folder)).toBe(folder);
  }
});

test("for this user's eyes only, and the same for a second start", () => {
  const first = open();
  expect(fs.statSync(first.folder).mode & 0o777).toBe(0o700);
  expect(open()).toEqual(first);
});

test("a folder that somebody prepared is not used", () => {
  const own = join(folder, `ferndiagnose-${userId}`);
  const elsewhere = join(folder, "elsewhere");
  fs.mkdirSync(elsewhere);
  fs.symlinkSync(elsewhere, own);
  expect(open().folder).toMatch(new RegExp(`^${own}-.{6}$`));
  expect(fs.readdirSync(elsewhere)).toEqual([]);
  fs.unlinkSync(own);
  fs.mkdirSync(own);
  fs.chmodSync(own, 0o777);
  expect(open().folder).not.toBe(own);
  fs.chmodSync(own, 0o700);
  const other = { system: "linux", env: {}, temporaryFolder: folder, userId: userId + 1 } as const;
  fs.mkdirSync(join(folder, `ferndiagnose-${userId + 1}`), { mode: 0o700 });
  expect(openUserData(fs, other).folder).not.toBe(join(folder, `ferndiagnose-${userId + 1}`));
});

test("a path too long for a socket is left out", () => {
  const long = join(folder, "x".repeat(60));
  fs.mkdirSync(long);
  const data = open({}, long);
  expect(data.folder.startsWith(`/tmp/ferndiagnose-${userId}`)).toBe(true);
  fs.rmSync(data.folder, { recursive: true });
});
