import { expect, test } from "vitest";
import { PROGRAM_MARKER_FILE } from "./program-marker.ts";
import { windowsRemoval } from "./windows-commands.ts";
import { installedLeftovers } from "./windows-removal.ts";

const file = "C:\\Users\\Jörg O'Neill\\Downloads\\Ferndiagnose 123-4567 $(calc) %PATH% `x` & more.exe";
const nothing = { files: [], folders: [], emptyFolders: [] };

test("paths are in the environment, never in the script", () => {
  const { command, args, env } = windowsRemoval(4711, { ...nothing, files: [file] }, "C:\\Windows");
  expect(command).toBe("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe");
  expect(args.join(" ")).not.toMatch(/Downloads|calc|4711/);
  expect(args).toEqual(expect.arrayContaining(["-NoProfile", "-NonInteractive", "Hidden"]));
  expect(env).toEqual({
    FERNDIAGNOSE_PROCESS: "4711",
    FERNDIAGNOSE_FILES: file,
    FERNDIAGNOSE_FOLDERS: "",
    FERNDIAGNOSE_EMPTY: "",
  });
  // Every path is taken literally: no wildcard of PowerShell reaches another file.
  expect(args.at(-1)).not.toMatch(/(Remove-Item|Test-Path) (?!-LiteralPath)/);
});

test.each([
  "",
  "C:",
  "C:\\",
  "relative.exe",
  "C:relative.exe",
  "\\Windows\\x",
  "\\\\server\\share",
  "C:\\a\\..\\b",
  "C:\\a\\.",
  "C:\\a\\*",
  "C:\\a|C:\\b",
  "C:\\a\nC:\\b",
  "C:/a/b",
  "C:\\a\\",
  "C:\\file.txt:stream",
])("%j is never removed", (path) => {
  expect(() => windowsRemoval(1, { ...nothing, folders: [path] }, "C:\\Windows")).toThrow();
});

test("an installed program: what the build listed, both symbols, then the folders as far as they are empty", () => {
  const folder = "C:\\Users\\x\\AppData\\Local\\Programs\\Ferndiagnose";
  const marker = {
    program: "ferndiagnose",
    package: "installed",
    buildId: "0".repeat(32),
    files: ["Ferndiagnose.exe", "resources/app.asar", "locales/de.pak", PROGRAM_MARKER_FILE],
  } as const;
  const symbols = ["C:\\Users\\x\\Desktop\\Ferndiagnose.lnk", "C:\\Users\\x\\Start\\Ferndiagnose.lnk"];
  const userData = "C:\\Temp\\data";
  const program = { folder, marker: { ...marker, files: [...marker.files] } };
  const leftovers = installedLeftovers(program, symbols, userData);
  expect(leftovers).toEqual({
    files: [
      ...symbols,
      `${folder}\\Ferndiagnose.exe`,
      `${folder}\\resources\\app.asar`,
      `${folder}\\locales\\de.pak`,
      `${folder}\\${PROGRAM_MARKER_FILE}`,
    ],
    folders: [userData],
    emptyFolders: [`${folder}\\resources`, `${folder}\\locales`, folder],
  });
  expect(() => windowsRemoval(1, leftovers, "C:\\Windows")).not.toThrow();
});
