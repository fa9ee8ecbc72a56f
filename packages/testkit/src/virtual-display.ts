import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ChildProgram } from "./child-program.ts";

const run = promisify(execFile);

export type Keymap = "us" | "de";

export interface VirtualDisplayOptions {
  width?: number;
  height?: number;
  keymap?: Keymap;
}

export interface VirtualDisplay {
  /** Such as ":7". */
  readonly display: string;
  /** The environment for programs that shall appear on this display. */
  readonly env: NodeJS.ProcessEnv;
  readonly width: number;
  readonly height: number;
  setKeymap(keymap: Keymap): Promise<void>;
  screenshot(file: string): Promise<void>;
  stop(): Promise<void>;
}

/** An X server without a monitor, with a window manager, on a display number nobody else has. */
export async function startVirtualDisplay(options: VirtualDisplayOptions = {}): Promise<VirtualDisplay> {
  const width = options.width ?? 1280;
  const height = options.height ?? 720;
  const server = await startServer(width, height);
  const env = graphicalEnvironment(server.display);
  const folder = await mkdtemp(join(tmpdir(), "ferndiagnose-display-"));
  let windowManager: ChildProgram | undefined;

  async function stop(): Promise<void> {
    await windowManager?.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }

  async function setKeymap(keymap: Keymap): Promise<void> {
    await run("setxkbmap", ["-rules", "evdev", "-model", "pc105", "-layout", keymap], { env });
  }

  try {
    await setKeymap(options.keymap ?? "us");
    windowManager = await startWindowManager(env, folder);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    display: server.display,
    env,
    width,
    height,
    setKeymap,
    screenshot: async (file) => void (await run("import", ["-silent", "-window", "root", file], { env })),
    stop,
  };
}

/** The X server picks the number itself (-displayfd), so that two starters never meet. */
async function startServer(width: number, height: number): Promise<{ display: string; stop(): Promise<void> }> {
  const screen = `${width}x${height}x24`;
  const args = ["-displayfd", "3", "-screen", "0", screen, "-dpi", "96", "-noreset", "-nolisten", "tcp", "-ac"];
  // When a test run is killed, its screens go with it.
  const server = spawn("setpriv", ["--pdeathsig", "TERM", "Xvfb", ...args], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const number = await new Promise<string>((resolve, reject) => {
    let text = "";
    server.once("error", reject);
    server.once("close", () => reject(new Error("Xvfb ended before it had a display")));
    server.stdio[3]?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.trim());
    });
  });
  return {
    display: `:${number}`,
    stop: async () => {
      server.kill("SIGTERM");
      await ended;
    },
  };
}

function graphicalEnvironment(display: string): NodeJS.ProcessEnv {
  const { WAYLAND_DISPLAY: _wayland, XAUTHORITY: _authority, ...rest } = process.env;
  return { ...rest, DISPLAY: display, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
}

/** Its own key bindings are left out: every key belongs to the program under test. */
const windowManagerSettings = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme><name>Clearlooks</name></theme>
  <desktops><number>1</number></desktops>
  <keyboard></keyboard>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Titlebar">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
    </context>
    <context name="Close">
      <mousebind button="Left" action="Click"><action name="Close"/></mousebind>
    </context>
  </mouse>
</openbox_config>
`;

async function startWindowManager(env: NodeJS.ProcessEnv, folder: string): Promise<ChildProgram> {
  const settingsFile = join(folder, "openbox.xml");
  await writeFile(settingsFile, windowManagerSettings);
  const manager = await ChildProgram.start({ command: "openbox", args: ["--config-file", settingsFile], env });
  for (let attempt = 0; attempt < 100; attempt++) {
    const { stdout } = await run("xprop", ["-root", "_NET_SUPPORTING_WM_CHECK"], { env });
    if (stdout.includes("window id")) return manager;
    await sleep(50);
  }
  await manager.stop();
  throw new Error(`openbox did not take the display.\n${manager.output()}`);
}
