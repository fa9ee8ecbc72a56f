import type { ChildProcess } from "node:child_process";
import { createRecordings, logVerifierKey, systemPorts, type WardenAddress } from "@ferndiagnose/recordings";
import { systemClock, testClock } from "@ferndiagnose/server";
import type { DataFolder } from "./data-folder.ts";
import { KeptProcess, type KeptProcessOptions } from "./kept-process.ts";
import { startRecorderProcess } from "./recorder-process.ts";
import { type RecorderSetup, recorderOptions } from "./recorder-setup.ts";
import type { TestClock } from "./test-clock.ts";
import { startWardenProcess } from "./warden-process.ts";
import { startWitnessProcess, type Witness } from "./witness-process.ts";

export interface RecordersOptions {
  readonly data: DataFolder;
  readonly portalUrl: string;
  /** As processes of their own; 0 runs one inside this process. */
  readonly count: number;
  /** Key wardens of each. */
  readonly wardens: number;
  readonly hasWitness: boolean;
  /** The first port after the portal's. */
  readonly firstPort: number;
  readonly testClock: TestClock | undefined;
  /** What ends by itself is started again, until this is aborted. */
  readonly ending: AbortSignal;
  readonly log: KeptProcessOptions["log"];
}

export interface RecordersSummary {
  readonly desk: string;
  readonly log: { readonly origin: string; readonly vkey: string };
  readonly witness: { readonly name: string; readonly vkey: string; readonly pid: number | undefined } | null;
  readonly wardens: { readonly id: string; readonly pid: number | undefined; readonly dir: string }[];
  readonly recorders: { readonly pid: number; readonly archive: string; readonly desk: string }[];
}

export interface Recorders {
  readonly summary: RecordersSummary;
  stop(): Promise<void>;
}

/** Everything that one recording server needs, and is. */
interface Member {
  readonly number: number;
  readonly origin: string;
  readonly vkey: string;
}

/** So many ports these take, from the first on: a desk each, and operations where they run as processes of their own. */
export function portsOfRecorders(count: number): number {
  return Math.max(1, 2 * count);
}

/** Starts the recording servers, after what they depend on: one witness for all, and for each its own log and key wardens. */
export async function startRecorders(options: RecordersOptions): Promise<Recorders> {
  const running = new RunningRecorders(options);
  try {
    await running.start();
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

class RunningRecorders implements Recorders {
  readonly #options: RecordersOptions;
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #wardens: RecordersSummary["wardens"] = [];
  readonly #recorders: RecordersSummary["recorders"] = [];
  #members: Member[] = [];
  #witness: Witness | undefined;

  constructor(options: RecordersOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { data, count, hasWitness, testClock } = this.#options;
    const numbers = count === 0 ? [0] : Array.from({ length: count }, (_, index) => index + 1);
    this.#members = await Promise.all(numbers.map((number) => this.#member(number)));
    if (hasWitness) {
      const logs = this.#members.map(({ vkey }) => vkey);
      const options = { directory: data.witness, logs, testClock };
      const witness = await startWitnessProcess(options);
      const again = { ...options, port: portOf(witness.url) };
      this.#witness = witness;
      this.#keep("witness", witness.child, async () => (await startWitnessProcess(again)).child);
    }
    for (const member of this.#members) {
      const setup = this.#setupOf(member, await this.#startWardens(member));
      if (count === 0) await this.#startInside(setup);
      else this.#startOutside(setup);
    }
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  get summary(): RecordersSummary {
    const [first] = this.#members;
    if (!first) throw new Error("No recording server was started");
    const witness = this.#witness;
    return {
      desk: urlOf(this.#deskPort(first)),
      log: { origin: first.origin, vkey: first.vkey },
      witness: witness ? { name: witness.name, vkey: witness.key, pid: witness.child.pid } : null,
      wardens: this.#wardens,
      recorders: this.#recorders,
    };
  }

  async #member(number: number): Promise<Member> {
    const { data } = this.#options;
    const origin = data.logOrigin(number);
    return { number, origin, vkey: await logVerifierKey(data.archive(number), origin, systemPorts().random) };
  }

  async #startWardens({ number, origin, vkey }: Member): Promise<RecorderSetup["wardens"]> {
    const { data, testClock } = this.#options;
    const token = data.secrets.wardenToken;
    const witnesses = this.#witness ? [{ name: this.#witness.name, key: this.#witness.key }] : [];
    const addresses: WardenAddress[] = [];
    for (let place = 0; place < this.#options.wardens; place++) {
      const dir = data.warden(number, place);
      const log = { origin, vkey };
      const options = { directory: dir, token, auditorSet: data.auditorSet, log, witnesses, testClock };
      const { child, url, identity } = await startWardenProcess(options);
      const again = { ...options, port: portOf(url) };
      this.#keep("key warden", child, async () => (await startWardenProcess(again)).child);
      this.#wardens.push({ id: identity.wardenId, pid: child.pid, dir });
      const { signingKey, sealingKey } = identity;
      addresses.push({ url, token, signingKey, sealingKey });
    }
    return addresses;
  }

  #setupOf(member: Member, wardens: RecorderSetup["wardens"]): RecorderSetup {
    const { data, portalUrl, testClock } = this.#options;
    const witness = this.#witness;
    const witnesses = witness ? [{ name: witness.name, url: witness.url, key: witness.key }] : [];
    return {
      portalUrl,
      portalToken: data.secrets.recorderToken,
      archive: data.archive(member.number),
      auditorSet: data.auditorSet,
      wardens,
      log: { origin: member.origin, witnesses, quorum: witnesses.length },
      deskPort: this.#deskPort(member),
      operationsPort: this.#deskPort(member) - 1,
      reserveMiB: readReserve(),
      testClock,
    };
  }

  #keep(name: string, child: ChildProcess, startAgain: KeptProcessOptions["startAgain"]): void {
    const { ending, log } = this.#options;
    const kept = new KeptProcess({ name, child, startAgain, ending, clock: systemClock, log });
    this.#stops.push(() => kept.stop());
  }

  /** Beside a desk's port, where there is room for it, lies that of the recording server's operations. */
  #deskPort({ number }: Member): number {
    const { firstPort } = this.#options;
    return number === 0 ? firstPort : firstPort + 2 * number - 1;
  }

  async #startInside(setup: RecorderSetup): Promise<void> {
    const system = systemPorts(process.stderr);
    const clock = setup.testClock ? testClock(setup.testClock.file, system.clock) : system.clock;
    if (setup.testClock) system.log.warn({}, "test_clock.in_use");
    const recordings = createRecordings({ ...system, clock }, recorderOptions(setup));
    this.#stops.push(() => recordings.stop());
    await recordings.start();
  }

  #startOutside(setup: RecorderSetup): void {
    const child = startRecorderProcess(setup);
    this.#keep("recording server", child, () => startRecorderProcess(setup));
    if (child.pid === undefined) return;
    this.#recorders.push({ pid: child.pid, archive: setup.archive, desk: urlOf(setup.deskPort) });
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function readReserve(): number | undefined {
  const text = process.env["FERNDIAGNOSE_ARCHIVE_RESERVE_MIB"];
  return text === undefined ? undefined : Number(text);
}
