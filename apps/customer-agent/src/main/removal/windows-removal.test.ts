import { expect, test } from "vitest";
import type { Files } from "./files.ts";
import type { Command } from "./windows-commands.ts";
import { WindowsRemoval } from "./windows-removal.ts";

const portableFile = "C:\\Users\\x\\Downloads\\Ferndiagnose 123-4567.exe";
const userData = "C:\\Users\\x\\AppData\\Local\\Temp\\ferndiagnose-user";

/** A disk that takes everything and has nothing on it. */
const emptyDisk = {
  lstatSync: () => {
    throw Object.assign(new Error("nothing there"), { code: "ENOENT" });
  },
  mkdirSync: () => undefined,
  mkdtempSync: (prefix: string) => `${prefix}draft`,
  writeFileSync: () => undefined,
  renameSync: () => undefined,
  promises: { copyFile: async () => undefined },
} as unknown as Files;

function removalOf({ file = portableFile, registers = true } = {}) {
  const commands: Command[] = [];
  const failures: unknown[] = [];
  const ports = {
    files: emptyDisk,
    processId: 4711,
    startHelper: (command: Command) => void commands.push(command),
    onFailure: (error: unknown) => void failures.push(error),
    registerLinks: () => registers,
    unregisterLinks: () => true,
    writeShortcut: () => true,
  };
  const places = {
    home: "C:\\Users\\x",
    programs: "C:\\Users\\x\\AppData\\Local\\Programs",
    startMenu: "C:\\Users\\x\\Start",
    desktop: "C:\\Users\\x\\Desktop",
    systemRoot: "C:\\Windows",
    portableFile: file,
    userData,
  };
  const marker = {
    program: "ferndiagnose" as const,
    package: "portable-exe" as const,
    buildId: "0".repeat(32),
    files: ["Ferndiagnose.exe"],
  };
  const folder = "C:\\Users\\x\\AppData\\Local\\Temp\\unpacked";
  return { removal: new WindowsRemoval(ports, places, { folder, marker }), commands, failures };
}

test("a download goes with everything Chromium wrote", async () => {
  const { removal, commands } = removalOf();
  expect(await removal.remove()).toEqual({ left: [], when: "after_exit" });
  expect(commands.map(({ env }) => env)).toEqual([
    expect.objectContaining({ FERNDIAGNOSE_FILES: portableFile, FERNDIAGNOSE_FOLDERS: userData }),
  ]);
});

test("a name that may not be removed is told to the customer, and nothing is thrown", async () => {
  const file = "C:\\Users\\x\\..\\y.exe";
  const { removal, commands, failures } = removalOf({ file });
  expect((await removal.remove()).left).toEqual([file]);
  expect([commands.length, failures.length]).toEqual([0, 1]);
});

test("kept, the download goes and the user data stay", async () => {
  const { removal, commands } = removalOf();
  expect(await removal.keep()).toEqual({ kept: true, left: [] });
  expect(removal.kind).toBe("installed");
  expect(commands[0]?.env).toMatchObject({ FERNDIAGNOSE_FILES: portableFile, FERNDIAGNOSE_FOLDERS: "" });
});

test("one that could not be kept is still the download, and goes as one", async () => {
  const { removal, commands } = removalOf({ registers: false });
  expect(await removal.keep()).toEqual({ kept: false, left: [] });
  expect(removal.kind).toBe("portable");
  await removal.remove();
  expect(commands.map(({ env }) => env["FERNDIAGNOSE_FILES"])).toEqual([portableFile]);
});
