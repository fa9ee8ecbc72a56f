import { expect, test } from "vitest";
import type { Files } from "./files.ts";
import type { Command } from "./windows-commands.ts";
import { WindowsRemoval } from "./windows-removal.ts";

const portableFile = "C:\\Users\\x\\Downloads\\Ferndiagnose 123-4567.exe";
const userData = "C:\\Users\\x\\AppData\\Local\\Temp\\ferndiagnose-user";

/** A disk that takes everything and has nothing on it but these symbols. */
const diskWith = (links: ReadonlyMap<string, string>, removed: string[]) =>
  ({
    lstatSync: (path: string) => {
      if (!links.has(path)) throw Object.assign(new Error("nothing there"), { code: "ENOENT" });
      return { isFile: () => true, isDirectory: () => false };
    },
    rmSync: (path: string) => void removed.push(path),
    unlinkSync: (path: string) => void removed.push(path),
    mkdirSync: () => undefined,
    mkdtempSync: (prefix: string) => `${prefix}draft`,
    writeFileSync: () => undefined,
    renameSync: () => undefined,
    promises: { copyFile: async () => undefined },
  }) as unknown as Files;

const desktopSymbol = "C:\\Users\\x\\Desktop\\Ferndiagnose.lnk";
const menuEntry = "C:\\Users\\x\\Start\\Ferndiagnose.lnk";
const kept = "C:\\Users\\x\\AppData\\Local\\Programs\\Ferndiagnose";

function removalOf({ file = portableFile, registers = true, links = new Map<string, string>() } = {}) {
  const removed: string[] = [];
  const commands: Command[] = [];
  const failures: unknown[] = [];
  const ports = {
    files: diskWith(links, removed),
    processId: 4711,
    startHelper: (command: Command) => void commands.push(command),
    onFailure: (error: unknown) => void failures.push(error),
    registerLinks: () => registers,
    unregisterLinks: () => true,
    writeShortcut: (path: string, executable: string) => {
      links.set(path, executable);
      return true;
    },
    readShortcut: (path: string) => links.get(path),
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
  const removal = new WindowsRemoval(ports, places, { folder, marker });
  const installed = { folder: kept, marker: { ...marker, package: "installed" as const } };
  return { removal, installed: new WindowsRemoval(ports, places, installed), commands, failures, links, removed };
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

test("a symbol counts as ours only when it opens our program, however its letters are written", async () => {
  const links = new Map([
    [desktopSymbol, "D:\\Games\\Ferndiagnose.exe"],
    [menuEntry, `${kept}\\FERNDIAGNOSE.EXE`],
  ]);
  const { installed, commands, removed } = removalOf({ links });
  expect(installed.shortcut.isPresent()).toBe(false);
  await expect(installed.shortcut.set(true)).rejects.toThrow();
  await installed.shortcut.set(false);
  expect([links.get(desktopSymbol), removed]).toEqual(["D:\\Games\\Ferndiagnose.exe", []]);
  await installed.remove();
  const going = commands[0]?.env["FERNDIAGNOSE_FILES"]?.split("|");
  expect(going).toContain(menuEntry);
  expect(going).not.toContain(desktopSymbol);
});

test("our own symbol comes and goes", async () => {
  const { installed, removed } = removalOf();
  await installed.shortcut.set(true);
  expect(installed.shortcut.isPresent()).toBe(true);
  await installed.shortcut.set(false);
  expect(removed).toEqual([desktopSymbol]);
});

test("another program's entry in the menu is not replaced, and the program is not kept", async () => {
  const links = new Map([[menuEntry, "D:\\Games\\Ferndiagnose.exe"]]);
  const { removal, removed } = removalOf({ links });
  expect(await removal.keep()).toEqual({ kept: false, left: [] });
  expect(links.get(menuEntry)).toBe("D:\\Games\\Ferndiagnose.exe");
  expect(removed).not.toContain(menuEntry);
});
