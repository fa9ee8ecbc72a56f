import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SessionId, ToRecorder } from "@ferndiagnose/protocol";
import { ChildProgram, freePort } from "@ferndiagnose/testkit";
import { ProcessUse } from "./process-use.ts";
import { type SessionReport, StandInPortal } from "./stand-in-portal.ts";
import { TrustedParties } from "./trusted-parties.ts";

const main = path.resolve(import.meta.dirname, "../../../recordings/src/main.ts");
const armMs = 20_000;
const sealMs = 20_000;

/**
 * The real recording server as production runs it: a process of its own with the media relay as its child, sealing into
 * a real folder, with a real key warden beside it. Only the portal is played by the benchmark.
 */
export class RecordingServer {
  readonly #portal: StandInPortal;
  #program: ChildProgram;
  readonly #startProgram: () => Promise<ChildProgram>;
  readonly #parties: TrustedParties;
  readonly #folder: string;

  private constructor(
    portal: StandInPortal,
    program: ChildProgram,
    startProgram: () => Promise<ChildProgram>,
    parties: TrustedParties,
    folder: string,
  ) {
    this.#portal = portal;
    this.#parties = parties;
    this.#program = program;
    this.#startProgram = startProgram;
    this.#folder = folder;
  }

  /** Where the recordings are, and the database beside them. */
  get archive(): string {
    return archiveIn(this.#folder);
  }

  static async start(options: { capacity?: number } = {}): Promise<RecordingServer> {
    const folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-bench-"));
    const archive = archiveIn(folder);
    const parties = await TrustedParties.start(folder, archive);
    const portal = await StandInPortal.listen();
    const env = {
      FERNDIAGNOSE_PORTAL_URL: portal.url,
      FERNDIAGNOSE_RECORDER_TOKEN: portal.token,
      FERNDIAGNOSE_ARCHIVE_DIR: archive,
      ...parties.environment,
      FERNDIAGNOSE_RECORDER_CAPACITY: String(options.capacity ?? 8),
      FERNDIAGNOSE_MEDIA_ADDRESS: "127.0.0.1",
      FERNDIAGNOSE_RECORDER_OPERATIONS_PORT: String(await freePort()),
    };
    const startProgram = async () => {
      const greeted = portal.nextRecorder();
      const program = await ChildProgram.start({ command: process.execPath, args: [main], env });
      await Promise.race([greeted, failIfEnds(program)]);
      return program;
    };
    return new RecordingServer(portal, await startProgram(), startProgram, parties, folder);
  }

  /** Stops the server, has the work done on what it left, and starts it again. Resolves when it has said hello. */
  async restart(whileStopped: () => Promise<void> = async () => undefined): Promise<void> {
    await this.#program.stop();
    await whileStopped();
    this.#program = await this.#startProgram();
  }

  /** Arms a session in which everything may be seen and done. Its reports go to the listener from now on. */
  async arm(sessionId: SessionId, onReport: (report: SessionReport) => void): Promise<void> {
    // The relay may still be starting: then the recording server refuses, and is asked again.
    const giveUpAt = performance.now() + armMs;
    while (!(await this.#tryToArm(sessionId))) {
      if (performance.now() > giveUpAt)
        throw new Error(`The recording server arms no session\n${this.#program.output().slice(-2_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#portal.onReport(sessionId, onReport);
  }

  #tryToArm(sessionId: SessionId): Promise<boolean> {
    const at = Date.now();
    const rights = { view: { kind: "all_screens" }, control: true } as const;
    return new Promise((resolve) => {
      this.#portal.onReport(sessionId, ({ type }) => {
        if (type === "armed" || type === "arm_refused") resolve(type === "armed");
      });
      const history = [{ at, actor: "customer", type: "rights_changed", rights } as const];
      void this.#portal.arm(sessionId, history);
    });
  }

  send(message: ToRecorder): void {
    this.#portal.send(message);
  }

  /** Ends the session and waits until its recording is sealed. */
  async end(sessionId: SessionId): Promise<void> {
    const sealed = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The recording was not sealed")), sealMs);
      this.#portal.onReport(sessionId, ({ type }) => {
        if (type !== "sealed") return;
        clearTimeout(timer);
        resolve();
      });
    });
    const event = { at: Date.now(), actor: "customer", type: "ended", reason: "customer_off" } as const;
    this.send({ type: "event", sessionId, event });
    await sealed;
  }

  /** What the server and its relay have used until now. */
  async use(): Promise<{ server: ProcessUse; relay: ProcessUse }> {
    const { pid } = this.#program;
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(/\s+/);
    return { server: await ProcessUse.of(pid), relay: await ProcessUse.of(Number(children[0])) };
  }

  async stop(): Promise<void> {
    await this.#program.stop();
    await this.#parties.stop();
    this.#portal.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function archiveIn(folder: string): string {
  return path.join(folder, "archive");
}

async function failIfEnds(program: ChildProgram): Promise<never> {
  await program.exited;
  throw new Error(`The recording server ended\n${program.output()}`);
}
