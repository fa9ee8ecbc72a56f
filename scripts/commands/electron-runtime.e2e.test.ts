import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ChildProgram, readPattern, startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findElectronRuntime } from "./electron-runtime.ts";

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose-electron-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

const smallProgram = `
const { app, BrowserWindow, globalShortcut } = require("electron");
app.whenReady().then(async () => {
  const window = new BrowserWindow({ x: 0, y: 0, width: 400, height: 300, frame: false });
  await window.loadURL("data:text/html,<body style='background:%23112233;color:white'>" + process.versions.electron);
  globalShortcut.register("F11", () => { console.log("F11"); app.quit(); });
  console.log(JSON.stringify({ electron: process.versions.electron, path: app.getAppPath(), name: app.getName(), argument: process.argv.at(-1) }));
});
`;

test("a folder with a program runs on it, is seen on the screen, and hears F11", { timeout: 60_000 }, async () => {
  await file("program/package.json", JSON.stringify({ name: "small-program", main: "main.js" }));
  await file("program/main.js", smallProgram);
  const runtime = await findElectronRuntime();
  const display = await startVirtualDisplay({ width: 800, height: 600 });
  const target = await TargetWindow.open(display);
  const program = await ChildProgram.start({
    command: runtime.executable,
    args: [...runtime.args, `--user-data-dir=${join(folder, "profile")}`, join(folder, "program"), "last"],
    env: display.env,
  });
  try {
    const line = JSON.parse(await program.waitForLine(/^\{/, 30_000));
    expect(line).toEqual({
      electron: runtime.version,
      path: join(folder, "program"),
      name: "small-program",
      argument: "last",
    });
    const screen = join(folder, "screen.png");
    await expect
      .poll(
        async () => {
          await display.screenshot(screen);
          const { stdout } = await run("convert", [screen, "-crop", "1x1+200+200", "txt:-"]);
          return stdout;
        },
        { timeout: 20_000 },
      )
      .toContain("#112233");
    const { stdout } = await run("convert", [screen, "-depth", "8", "rgba:-"], { encoding: "buffer", maxBuffer: 2e8 });
    expect(readPattern({ width: 800, height: 600, data: stdout }), "it covers 8 blocks").toMatchObject({
      matchingBlocks: 24,
    });
    await run("xdotool", ["key", "F11"], { env: display.env });
    await program.waitForLine(/^F11$/);
    expect(await program.exited).toBe(0);
  } finally {
    await program.stop();
    await target.stop();
    await display.stop();
  }
  expect(await readFile(join(folder, "program/main.js"), "utf8")).toBe(smallProgram);
});
