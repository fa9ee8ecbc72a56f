import { fileURLToPath } from "node:url";
import { ChildProgram } from "./child-program.ts";
import type { VirtualDisplay } from "./virtual-display.ts";

export interface TargetWindowOptions {
  mode?: "pattern" | "text";
  moving?: boolean;
  decorated?: boolean;
  logFrames?: boolean;
  logMotion?: boolean;
  area?: { x: number; y: number; width: number; height: number };
}

/** What the target program writes, one of these a line. `at` is the wall clock in ms; of input, when the X server took it in. */
export type TargetEvent = { at: number } & (
  | { event: "ready"; x: number; y: number; width: number; height: number }
  | { event: "button"; pressed: boolean; button: number; x: number; y: number }
  | { event: "wheel"; direction: "up" | "down" | "left" | "right" | "smooth"; x: number; y: number }
  | { event: "motion"; x: number; y: number }
  | { event: "key"; pressed: boolean; keycode: number; name: string; text: string }
  | { event: "text"; text: string }
  | { event: "frame"; frame: number }
  | { event: "done"; command: string }
  | { event: "unknown-command"; word: string }
);

const program = fileURLToPath(new URL("../programs/target.py", import.meta.url));

/** An ordinary X program that shows the pattern or a text field and tells what reached it. */
export class TargetWindow {
  readonly program: ChildProgram;

  private constructor(child: ChildProgram) {
    this.program = child;
  }

  static async open(display: Pick<VirtualDisplay, "env">, options: TargetWindowOptions = {}): Promise<TargetWindow> {
    const area = options.area && [options.area.x, options.area.y, options.area.width, options.area.height].join(",");
    const args = [
      program,
      `--mode=${options.mode ?? "pattern"}`,
      ...(options.moving ? ["--moving"] : []),
      ...(options.decorated ? ["--decorated"] : []),
      ...(options.logFrames ? ["--log-frames"] : []),
      ...(options.logMotion === false ? ["--no-motion"] : []),
      ...(area ? [`--area=${area}`] : []),
    ];
    const env = { ...display.env, GTK_IM_MODULE: "gtk-im-context-simple", PYTHONIOENCODING: "utf-8" };
    const child = await ChildProgram.start({ command: "/usr/bin/python3", args, env });
    await child.waitForLine(/"event": "ready"/, 30_000);
    return new TargetWindow(child);
  }

  get events(): TargetEvent[] {
    return this.program.lines.map((line) => JSON.parse(line) as TargetEvent);
  }

  eventsOf<Name extends TargetEvent["event"]>(name: Name): Extract<TargetEvent, { event: Name }>[] {
    return this.events.filter((event): event is Extract<TargetEvent, { event: Name }> => event.event === name);
  }

  /** What stands in the text field. */
  get text(): string {
    return this.eventsOf("text").at(-1)?.text ?? "";
  }

  /** Resolves once an event, past ones included, passes. */
  async waitFor(test: (event: TargetEvent) => boolean, timeoutMs = 15_000): Promise<TargetEvent> {
    const line = await this.program.waitForLine((text) => test(JSON.parse(text) as TargetEvent), timeoutMs);
    return JSON.parse(line) as TargetEvent;
  }

  async command(command: string): Promise<void> {
    const word = command.split(" ")[0];
    const done = this.program.nextLine((line) => line.includes('"done"') && line.includes(`"${word}"`), 15_000);
    this.program.writeLine(command);
    await done;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
