import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RgbaPicture, readPattern } from "./pattern.ts";
import { TargetWindow } from "./target-window.ts";
import { startVirtualDisplay, type VirtualDisplay } from "./virtual-display.ts";

let display: VirtualDisplay;
const folder = mkdtempSync(join(tmpdir(), "ferndiagnose-testkit-"));

beforeAll(async () => {
  display = await startVirtualDisplay({ width: 800, height: 600 });
});

afterAll(async () => {
  await display?.stop();
  rmSync(folder, { recursive: true });
});

async function picture(convertArguments: string[] = []): Promise<RgbaPicture> {
  const file = join(folder, "screen.png");
  await display.screenshot(file);
  const options = { maxBuffer: 64 * 1024 * 1024 };
  const data = execFileSync("convert", [file, ...convertArguments, "-depth", "8", "rgba:-"], options);
  return { width: 800, height: 600, data };
}

test("the pattern is read back from the screen, and after heavy compression", async () => {
  const target = await TargetWindow.open(display);
  try {
    await target.command("frame 43690");
    await expect
      .poll(async () => readPattern(await picture()), { timeout: 10_000 })
      .toEqual({ frame: 43690, matchingBlocks: 32 });
    const blurred = await picture(["-blur", "0x4", "-quality", "10", "-resize", "50%", "-resize", "800x600!"]);
    expect(readPattern(blurred)).toEqual({ frame: 43690, matchingBlocks: 32 });
    expect(readPattern(await picture(["-flop"]))).toBeUndefined();
    expect(readPattern(await picture(["-fill", "white", "-colorize", "100"]))).toBeUndefined();
  } finally {
    await target.stop();
  }
});

test("moving counts up, still stands still", async () => {
  const target = await TargetWindow.open(display, { moving: true, logFrames: true });
  try {
    await target.waitFor((event) => event.event === "frame" && event.frame >= 20);
    const frames = target.eventsOf("frame");
    const elapsedMs = (frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0);
    // 30 a second where nothing else runs.
    expect(frames.length / (elapsedMs / 1000)).toBeGreaterThan(5);
    await target.command("still");
    // The last picture may still be on its way to the screen.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const first = readPattern(await picture());
    expect(first).toBeDefined();
    expect(readPattern(await picture())).toEqual(first);
  } finally {
    await target.stop();
  }
});

test("real input is reported with its pixel", async () => {
  const target = await TargetWindow.open(display);
  try {
    execFileSync("xdotool", ["mousemove", "123", "456", "click", "1", "click", "5", "key", "a"], { env: display.env });
    await target.waitFor((event) => event.event === "key" && event.text === "a" && !event.pressed);
    const press = target.eventsOf("button").find((event) => event.pressed);
    expect(press).toMatchObject({ button: 1, x: 123, y: 456 });
    expect(target.eventsOf("wheel")).toMatchObject([{ direction: "down", x: 123, y: 456 }]);
  } finally {
    await target.stop();
  }
});
