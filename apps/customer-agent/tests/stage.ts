import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { CustomerProgram } from "./customer-program.ts";
import { OtherSide } from "./other-side.ts";
import { isRunning } from "./processes.ts";
import { ScriptedPortal } from "./scripted-portal.ts";

export const patience = { timeout: 20_000 };

export type Mode = "Nur zusehen" | "Zusehen und bedienen";

/** The real program on a virtual display with something moving on it, a scripted portal, and a real browser opposite. */
export class Stage {
  readonly display: VirtualDisplay;
  readonly target: TargetWindow;
  readonly portal: ScriptedPortal;
  readonly other: OtherSide;
  readonly #frozen: number[] = [];
  #program: CustomerProgram | undefined;

  private constructor(parts: Pick<Stage, "display" | "target" | "portal" | "other">) {
    this.display = parts.display;
    this.target = parts.target;
    this.portal = parts.portal;
    this.other = parts.other;
  }

  static async open(): Promise<Stage> {
    const stage = await Stage.setUp();
    await stage.startProgram();
    return stage;
  }

  /** All but the program. */
  static async setUp(): Promise<Stage> {
    const display = await startVirtualDisplay({ width: 1280, height: 800, keymap: "de" });
    const target = await TargetWindow.open(display, { moving: true });
    const portal = await ScriptedPortal.start();
    const other = await OtherSide.open(portal);
    return new Stage({ display, target, portal, other });
  }

  get program(): CustomerProgram {
    if (!this.#program) throw new Error("The program has not been started");
    return this.#program;
  }

  /** A new customer with a new program; the last one is gone, and nobody remembers them. */
  async startProgram(): Promise<void> {
    await this.#endProgram();
    this.portal.forget();
    await this.other.hangUp();
    const args = [`--portal=${this.portal.url}`, "--language=de", "--key=1234567"];
    this.#program = await CustomerProgram.start(this.display, args);
  }

  /** Stands still from now on, until the stage is closed. */
  freeze(processId: number): void {
    this.#frozen.push(processId);
    process.kill(processId, "SIGSTOP");
  }

  /** A session with a picture and open channels; the page of the status bar. */
  async goLive(mode: Mode): Promise<Page> {
    await this.program.join();
    this.portal.admit();
    await this.program.agree();
    await this.program.choose(mode);
    await this.portal.heard("consent_given");
    this.portal.arm();
    this.portal.startHeart();
    const status = await this.program.page("status", patience.timeout);
    this.portal.send({ type: "viewers", count: 1 });
    await expect.poll(() => this.other.readPattern(), patience).toBeDefined();
    await expect.poll(() => this.other.isReady(), patience).toBe(true);
    return status;
  }

  async close(): Promise<void> {
    await this.#endProgram();
    await this.other.close();
    await this.portal.stop();
    await this.target.stop();
    await this.display.stop();
  }

  async #endProgram(): Promise<void> {
    // Nobody can be asked to leave who does not hear it.
    for (const processId of this.#frozen.splice(0)) if (isRunning(processId)) process.kill(processId, "SIGKILL");
    await this.#program?.stop();
    this.#program = undefined;
  }
}
