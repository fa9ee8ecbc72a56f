import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import {
  policy,
  type RelayCommand,
  RelayReport,
  type SessionId,
  SessionId as SessionIdSchema,
  type ViewerId,
  ViewerId as ViewerIdSchema,
} from "@ferndiagnose/protocol";
import { decodeRecords } from "@ferndiagnose/sealed-recording";
import { BatchReader, type BatchReport } from "../../relay-host/batch-reader.ts";
import { batchPipeDescriptor } from "../batch-frame.ts";
import { launchRelay } from "../launch-relay.ts";

export interface RelayRecord {
  timeUs: number;
  kind: number;
  payload: Buffer;
}

export function sessionId(letter = "a"): SessionId {
  return SessionIdSchema.parse(letter.repeat(20));
}

export function viewerId(letter = "a"): ViewerId {
  return ViewerIdSchema.parse(letter.repeat(12));
}

/** What the relay tells, over either way. */
export type Report = RelayReport | BatchReport;

/** The real relay process, its reports checked against the protocol, its records read. */
export class RelayUnderTest {
  readonly records: RelayRecord[] = [];
  readonly reports: Exclude<Report, { type: "batch" }>[] = [];
  readonly largestBatchBytes = { value: 0 };
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(report: Report) => void>();
  readonly #exited: Promise<number | null>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once("exit", resolve));
    child.on("message", (message) => this.#take(RelayReport.parse(message)));
    const reader = new BatchReader((report) => this.#take(report));
    (child.stdio[batchPipeDescriptor] as Socket).on("data", (chunk: Buffer) => {
      if (!reader.read(chunk)) throw new Error("The relay's pipe carried something else than batches");
    });
  }

  static async start(): Promise<RelayUnderTest> {
    const relay = new RelayUnderTest(launchRelay({ bindAddress: "127.0.0.1" }));
    await relay.report("ready");
    return relay;
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  send(command: RelayCommand): void {
    this.#child.send(command);
  }

  /** What no parent of ours would send. */
  sendAnything(message: unknown): void {
    this.#child.send(message as RelayCommand);
  }

  onReport(listener: (report: Report) => void): void {
    this.#listeners.add(listener);
  }

  /** The first report of this type, past ones included. */
  report<Type extends (typeof this.reports)[number]["type"]>(type: Type): Promise<Extract<Report, { type: Type }>> {
    const isIt = (report: Report): report is Extract<Report, { type: Type }> => report.type === type;
    const past = this.reports.find(isIt);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The relay did not report ${type}`)), 10_000);
      const listener = (report: Report): void => {
        if (!isIt(report)) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(report);
      };
      this.#listeners.add(listener);
    });
  }

  #take(report: Report): void {
    if (report.type === "batch") {
      this.largestBatchBytes.value = Math.max(this.largestBatchBytes.value, report.records.byteLength);
      for (const { timeUs, kind, payload } of decodeRecords(report.records)) {
        this.records.push({ timeUs, kind, payload: Buffer.from(payload) });
      }
    } else this.reports.push(report);
    for (const listener of this.#listeners) listener(report);
  }

  /** The process's end after its channel closed, as when its parent died. */
  async stop(): Promise<number | null> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    const code = await this.#exited;
    clearTimeout(timer);
    return code;
  }
}

export const batchLimitBytes = policy.BATCH_MAX_BYTES + 4096;
