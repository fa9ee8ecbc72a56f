import { bytesSource, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ArchiveIndex } from "../archive/archive-index.ts";
import { noLog } from "../archive/testing/no-log.ts";
import { batchOf, RecordingMaker } from "../archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { Choices } from "../blob-store/testing/choices.ts";
import { type Fault, type FaultyCall, FaultyLayer } from "../blob-store/testing/faulty-layer.ts";
import { MemoryDisk } from "../blob-store/testing/memory-disk.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { type GateState, nextGateState } from "../session/gate.ts";
import { realPorts, TestClock } from "../testing/test-ports.ts";
import { OpenRecording } from "./open-recording.ts";

const root = "/archive";
const sessions = 3;
const ports = realPorts();
const database = openSqliteDatabase(":memory:");
let maker: RecordingMaker;

beforeAll(async () => {
  await database.migrate();
  maker = await RecordingMaker.create();
});
afterAll(() => database.close());

interface Outcome {
  recordingId: string;
  path: string;
  /** Frames that were called durable. */
  acknowledged: number;
  /** The code it failed with, and how many calls had been made then. */
  failedWith: string | undefined;
  callsAtFailure: number | undefined;
  /** Its final frame may have been written, durable or not. */
  isEnding: boolean;
  hasEnded: boolean;
}

class Scene {
  readonly disk = new MemoryDisk(new Map([[root, "directory" as const]]));
  readonly layer = new FaultyLayer(this.disk);
  readonly blobs = new DirectoryBlobStore(root, this.layer);

  /** One session: header, some frames, end. */
  async record(frames: number): Promise<Outcome> {
    const created = await maker.begin();
    const { recordingId } = created.header;
    const outcome: Outcome = {
      recordingId,
      path: this.blobs.pathOf(recordingId),
      acknowledged: 0,
      failedWith: undefined,
      callsAtFailure: undefined,
      isEnding: false,
      hasEnded: false,
    };
    const fail = (error: unknown) => {
      outcome.failedWith ??= (error as NodeJS.ErrnoException).code;
      outcome.callsAtFailure ??= this.layer.calls.length;
    };
    try {
      const file = await this.blobs.create(recordingId);
      await file.append(created.headerBytes);
      await file.sync();
      const recording = new OpenRecording({
        clock: ports.clock,
        created,
        file,
        startUs: ports.clock.monotonicUs(),
        onFailed: fail,
        onDurable: () => outcome.acknowledged++,
      });
      for (let frame = 0; frame < frames; frame++) {
        recording.addBatch(batchOf(recording.elapsedUs, 200));
        await new Promise((resolve) => setImmediate(resolve));
      }
      outcome.isEnding = true;
      await recording.finish("customer_off");
      outcome.hasEnded = true;
    } catch (error) {
      fail(error);
      created.writer.abandon();
    }
    return outcome;
  }

  async verdictOf(recordingId: string) {
    const bytes = this.disk.contents().get(this.blobs.pathOf(recordingId));
    return bytes && verifyRecording(bytesSource(bytes), { checks: nodeChecks });
  }

  async recover(): Promise<void> {
    this.layer.fault = () => undefined;
    await database.tables.deleteFrom("recording").execute();
    const archive = new ArchiveIndex({
      blobs: this.blobs,
      database,
      recoveryKey: maker.recoveryKey,
      ...noLog,
      ...ports,
    });
    expect(await archive.start()).toMatchObject({ failed: [], missing: [], changed: [] });
  }
}

/** A disk that is full or broken answers with one of these. */
function codeFor({ kind }: FaultyCall, choices: Choices): string {
  if (kind === "sync" || kind === "sync_directory") return "EIO";
  return ["ENOSPC", "EIO", "EDQUOT"][choices.below(3)] ?? "EIO";
}

async function judge(scene: Scene, outcomes: readonly Outcome[], failedCall: FaultyCall | undefined): Promise<void> {
  const { calls } = scene.layer;
  for (const { path, failedWith, callsAtFailure, hasEnded } of outcomes) {
    if (failedWith === undefined) {
      expect(hasEnded).toBe(true);
      continue;
    }
    expect(hasEnded).toBe(false);
    // At once: between the failed call and the session's end nothing more is asked of the disk for this recording, and never again.
    const own = calls.filter((call) => call.path === path && failedCall !== undefined && call.nth > failedCall.nth);
    expect(own).toEqual([]);
    expect(callsAtFailure).toBeDefined();
  }
  await scene.recover();
  for (const { recordingId, acknowledged, isEnding, hasEnded } of outcomes) {
    const verdict = await scene.verdictOf(recordingId);
    if (hasEnded) expect(verdict?.status).toBe("complete");
    else if (verdict?.status === "complete") expect(isEnding).toBe(true);
    else if (verdict?.status === "recovered") expect(verdict.closing.frames).toBeGreaterThanOrEqual(acknowledged);
    else expect(acknowledged).toBe(0);
  }
}

/** One call fails, once; afterwards the disk does as if nothing had been. */
async function oneShot(nth: number, choices: Choices): Promise<FaultyCall> {
  const scene = new Scene();
  scene.layer.fault = (call) => (call.nth === nth ? codeFor(call, choices) : undefined);
  const outcomes = await Promise.all(Array.from({ length: sessions }, () => scene.record(40)));
  const failed = outcomes.filter(({ failedWith }) => failedWith !== undefined);
  const failedCall = scene.layer.calls[nth - 1];
  if (!failedCall) return expect.unreachable(`There was no call ${nth}`);
  // The session whose disk call failed is over; the others know nothing of it.
  if (failedCall.path.endsWith(".fdr")) expect(failed.map(({ path }) => path)).toEqual([failedCall.path]);
  else expect(failed.length).toBeGreaterThanOrEqual(1);
  await judge(scene, outcomes, failedCall);
  return failedCall;
}

describe("one failure, then a disk as if nothing had been", () => {
  test("at each of the first 200 calls, and at random ones", { timeout: 1_800_000 }, async () => {
    const choices = new Choices(1);
    // The first dozen are those that create; a quick run then takes every twentieth.
    const step = amount({ quick: 20, long: 1 });
    const counted = Array.from({ length: 200 }, (_, at) => at + 1).filter((nth) => nth <= 12 || nth % step === 0);
    const random = Array.from({ length: amount({ quick: 3, long: 2_000 }) }, () => 1 + choices.below(200));
    const kinds = new Map<string, number>();
    for (const nth of [...counted, ...random]) {
      const call = await oneShot(nth, choices).catch((error) => {
        throw new Error(`A failure at call ${nth}`, { cause: error });
      });
      kinds.set(call.kind, (kinds.get(call.kind) ?? 0) + 1);
    }
    const seen = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ");
    figure("disk: single failures injected", `${counted.length + random.length} (${seen})`);
    expect([...kinds.keys()].sort()).toEqual(["make_directory", "open", "sync", "sync_directory", "write"]);
  });

  test("a blob that failed once asks nothing of the disk any more", async () => {
    const { blobs, layer } = new Scene();
    const blob = await blobs.create("ab".repeat(16));
    await blob.append(new Uint8Array(10));
    layer.fault = ({ kind }) => (kind === "sync" ? "EIO" : undefined);
    await expect(blob.sync()).rejects.toMatchObject({ code: "EIO" });
    layer.fault = () => undefined;
    const before = layer.calls.length;
    await expect(blob.sync()).rejects.toMatchObject({ code: "blob_failed" });
    await expect(blob.append(new Uint8Array(10))).rejects.toMatchObject({ code: "blob_failed" });
    expect(layer.calls).toHaveLength(before);
    await blob.close();
  });
});

describe("a full disk", () => {
  test("ends every session at its next write; what was called durable can be recovered once there is room", {
    timeout: 600_000,
  }, async () => {
    const rounds = amount({ quick: 5, long: 200 });
    const choices = new Choices(2);
    for (let round = 0; round < rounds; round++) {
      const scene = new Scene();
      const from = 20 + choices.below(150);
      const isFull: Fault = ({ nth, kind }) => (nth >= from && kind !== "sync" ? "ENOSPC" : undefined);
      scene.layer.fault = isFull;
      const outcomes = await Promise.all(Array.from({ length: sessions }, () => scene.record(40)));
      for (const { failedWith } of outcomes) expect(failedWith).toBe("ENOSPC");
      await judge(scene, outcomes, undefined);
    }
    figure("disk: full while recording", `${rounds * sessions} sessions`);
  });
});

describe("a disk that stalls", () => {
  test.each(amountOfStalls())(
    "%i s: lag grows, the gate freezes after 3 s and is over after 10 s, other sessions go on, nothing is lost",
    async (stallS) => {
      const scene = new Scene();
      const clock = new TestClock();
      const begin = async () => {
        const created = await maker.begin();
        const file = await scene.blobs.create(created.header.recordingId);
        await file.append(created.headerBytes);
        await file.sync();
        const seen = { durable: 0, failed: false };
        const recording = new OpenRecording({
          clock,
          created,
          file,
          startUs: clock.monotonicUs(),
          onFailed: () => {
            seen.failed = true;
          },
          onDurable: () => seen.durable++,
        });
        return { recording, seen };
      };
      const [stalled, other] = [await begin(), await begin()];
      let release: () => void = () => expect.unreachable();
      const path = scene.blobs.pathOf(stalled.recording.recordingId);
      scene.layer.fault = (call) => {
        if (call.path !== path || call.kind !== "sync") return undefined;
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      };
      const gates: [GateState, GateState][] = [];
      let [stalledGate, otherGate]: [GateState, GateState] = ["open", "open"];
      for (let second = 0; second < stallS; second++) {
        for (const { recording } of [stalled, other]) recording.addBatch(batchOf(recording.elapsedUs, 200));
        await new Promise((resolve) => setImmediate(resolve));
        // As a session looks at its recordings: again and again, here four times a second of the clock.
        for (let look = 1; look <= 4; look++) {
          clock.advance(250);
          expect(stalled.recording.lagMs).toBe(1_000 * second + 250 * look);
          expect(other.recording.lagMs).toBe(0);
          stalledGate = nextGateState(stalledGate, stalled.recording.lagMs);
          otherGate = nextGateState(otherGate, other.recording.lagMs);
          gates.push([stalledGate, otherGate]);
        }
      }
      // The first look after 3 s, and after 10 s; open up to then, and over for good.
      gates.forEach(([gate, untouched], nth) => {
        const stalledMs = 250 * (nth + 1);
        expect([stalledMs, gate]).toEqual([
          stalledMs,
          stalledMs > 10_000 ? "over" : stalledMs > 3_000 ? "frozen" : "open",
        ]);
        expect(untouched).toBe("open");
      });
      expect([stalled.seen.durable, other.seen.durable]).toEqual([0, stallS]);
      expect(stalled.recording.heartbeat()).toMatchObject({ frameSeq: 0, lagMs: 1_000 * stallS });
      scene.layer.fault = () => undefined;
      release();
      for (const { recording } of [stalled, other]) await recording.finish("server_stopped");
      expect([stalled.seen.failed, other.seen.failed]).toEqual([false, false]);
      for (const { recording } of [stalled, other]) {
        const verdict = await scene.verdictOf(recording.recordingId);
        expect(verdict).toMatchObject({ status: "complete", closing: { records: stallS } });
      }
    },
  );
});

function amountOfStalls(): number[] {
  return amount({ quick: 0, long: 1 }) === 1 ? [5, 10, 15, 20, 30, 45, 60] : [5, 60];
}
