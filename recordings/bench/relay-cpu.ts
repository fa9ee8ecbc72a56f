/**
 * What a forwarded packet costs the relay process, with and without recording, and what a session costs in memory.
 * Sender and receiver are synthetic and in a process of their own; the recorder's side of the batches is this process.
 * Prints one JSON line per figure. For the CPU times recording is switched off and on inside one running process, since two
 * processes differ by more than what is measured; of the times the least counts, because other programs can only add to it.
 * Sealing is measured before and after each stretch with recording, while the relay goes on, and the middle pair of the two counts:
 * a machine that is slow for one is slow for the other. Memory is measured in processes of their own, and the middle one counts.
 */
import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SessionId, ViewerId } from "@ferndiagnose/protocol";
import { RecordingMaker } from "../src/archive/testing/recording-maker.ts";
import { batchPipeDescriptor } from "../src/relay/batch-frame.ts";
import { relayMemory, relayStdio } from "../src/relay/launch-relay.ts";
import { BatchReader } from "../src/relay-host/batch-reader.ts";
import type { FromMeasuredRelay, FromTraffic, ToMeasuredRelay, ToTraffic } from "./messages.ts";
import { printFigure, quantile } from "./print-figure.ts";
import { sealingCost } from "./sealing-cost.ts";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "24" },
    rate: { type: "string", default: "260" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
  },
});
const sessions = Number(values.sessions);
const packetsPerSecond = Number(values.rate);
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);

type Usage = Extract<FromMeasuredRelay, { type: "usage" }>;

interface Stretch {
  cpuUsPerPacket: number;
  parentUsPerPacket: number;
  packetsPerSecond: number;
}

interface Round {
  plain: Stretch[];
  recorded: (Stretch & { sealingUsPerPacket: number })[];
  bytesPerSession: number;
}

/** In each process, recording is off and on this many times in turn. */
const turns = 3;

/** Batches that the relay really handed over, to be sealed. */
const sampledBatches = 500;
const batches: Uint8Array[] = [];
const maker = await RecordingMaker.create();

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function measure(mode: "plain" | "recorded"): Promise<Round> {
  const options: ForkOptions = { serialization: "advanced", env: {}, execArgv: ["--no-warnings"] };
  const asLaunched = { execArgv: [...relayMemory, "--no-warnings"], stdio: [...relayStdio] };
  const relay = fork(program("./measured-relay.ts"), [mode], { ...options, ...asLaunched });
  const reader = new BatchReader((report) => {
    if (report.type === "batch" && batches.length < sampledBatches) batches.push(report.records);
  });
  (relay.stdio[batchPipeDescriptor] as Socket).on("data", (chunk: Buffer) => {
    if (!reader.read(chunk)) throw new Error("The relay's pipe carried something else than batches");
  });
  const traffic = fork(program("./traffic.ts"), [], options);
  try {
    const toRelay = (message: ToMeasuredRelay) => relay.send(message);
    const toTraffic = (message: ToTraffic) => traffic.send(message);
    const connected = new Set<number>();
    traffic.on("message", (message: FromTraffic) => {
      const { sessionId, viewerId } = idsOf(message.session);
      if (message.type === "connected") connected.add(message.session);
      if (message.type === "customer_offer") {
        toRelay({ type: "open", sessionId, elapsedUs: 0 });
        toRelay({ type: "customer_offer", sessionId, sdp: message.sdp });
        toRelay({ type: "add_viewer", sessionId, viewerId });
      }
      if (message.type === "technician_answer") {
        toRelay({ type: "technician_answer", sessionId, viewerId, sdp: message.sdp });
      }
      if (message.type === "customer_candidate") {
        toRelay({ type: "customer_candidate", sessionId, candidate: message.candidate });
      }
      if (message.type === "technician_candidate") {
        toRelay({ type: "technician_candidate", sessionId, viewerId, candidate: message.candidate });
      }
    });
    relay.on("message", (message: FromMeasuredRelay) => {
      if (message.type === "customer_answer" || message.type === "technician_offer") {
        toTraffic({ type: message.type, session: sessionOf(message.sessionId), sdp: message.sdp });
      }
      if (message.type === "customer_candidate" || message.type === "technician_candidate") {
        toTraffic({ type: message.type, session: sessionOf(message.sessionId), candidate: message.candidate });
      }
    });

    // The first quarter warms up the library, so the others cost what one more session costs.
    const quarter = Math.ceil(sessions / 4);
    toTraffic({ type: "rate", packetsPerSecond });
    for (let session = 0; session < quarter; session += 1) toTraffic({ type: "begin", session });
    await until(() => connected.size === quarter);
    await pause(2500);
    const fewer = await usageOf(relay);
    for (let session = quarter; session < sessions; session += 1) toTraffic({ type: "begin", session });
    await until(() => connected.size === sessions);
    await pause(2500);

    await pause(seconds * 1000);
    const all = await usageOf(relay);
    const round: Round = {
      plain: [],
      recorded: [],
      bytesPerSession: (all.residentBytes - fewer.residentBytes) / (sessions - quarter),
    };
    if (mode === "plain") return round;
    for (let turn = 0; turn < turns; turn += 1) {
      for (const on of [false, true]) {
        toRelay({ type: "record", on });
        await pause(1000);
        if (on) round.recorded.push(await sealingBeside(() => stretch(relay)));
        else round.plain.push(await stretch(relay));
      }
    }
    return round;
  } finally {
    await Promise.all([relay, traffic].map(end));
  }
}

async function sealingBeside(measure: () => Promise<Stretch>): Promise<Stretch & { sealingUsPerPacket: number }> {
  const before = await sealingCost(maker, batches);
  // What the relay handed over meanwhile is read before it is measured.
  await pause(1000);
  const used = await measure();
  const after = await sealingCost(maker, batches);
  return { ...used, sealingUsPerPacket: (before + after) / 2 };
}

/** What the relay and this process use for some seconds from now. */
async function stretch(relay: ChildProcess): Promise<Stretch> {
  const before = await usageOf(relay);
  const ownBefore = process.cpuUsage();
  const beganMs = performance.now();
  await pause(seconds * 1000);
  const own = process.cpuUsage(ownBefore);
  const elapsedMs = performance.now() - beganMs;
  const after = await usageOf(relay);
  const packets = after.packets - before.packets;
  return {
    cpuUsPerPacket: (after.cpuUs - before.cpuUs) / packets,
    parentUsPerPacket: (own.user + own.system) / packets,
    packetsPerSecond: (1000 * packets) / elapsedMs,
  };
}

function usageOf(relay: ChildProcess): Promise<Usage> {
  return new Promise((resolve) => {
    const listener = (message: FromMeasuredRelay): void => {
      if (message.type !== "usage") return;
      relay.off("message", listener);
      resolve(message);
    };
    relay.on("message", listener);
    relay.send({ type: "usage" } satisfies ToMeasuredRelay);
  });
}

async function until(isSo: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error("The sessions did not connect within 20 s");
    await pause(20);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await exited;
  clearTimeout(timer);
}

const DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

function idsOf(session: number): { sessionId: SessionId; viewerId: ViewerId } {
  const tail = `${DIGITS[session >> 5] ?? "a"}${DIGITS[session & 31] ?? "a"}`;
  return { sessionId: SessionId.parse(tail.padStart(20, "a")), viewerId: ViewerId.parse(tail.padStart(12, "a")) };
}

function sessionOf(sessionId: SessionId): number {
  return DIGITS.indexOf(sessionId[18] ?? "a") * 32 + DIGITS.indexOf(sessionId[19] ?? "a");
}

const plain: Round[] = [];
const recorded: Round[] = [];
for (let round = 0; round < rounds; round += 1) {
  plain.push(await measure("plain"));
  recorded.push(await measure("recorded"));
}

const least = (all: Stretch[], cost: (stretch: Stretch) => number): number => Math.min(...all.map(cost));
const middle = (numbers: number[]): number => quantile(numbers, 0.5);
const relayOnly = ({ cpuUsPerPacket }: Stretch): number => cpuUsPerPacket;
const mebibytes = (all: Round[]): number => middle(all.map(({ bytesPerSession }) => bytesPerSession)) / 2 ** 20;
const recordedStretches = recorded.flatMap((round) => round.recorded);
const plainStretches = recorded.flatMap((round) => round.plain);
printFigure("relay.cpu_per_packet", least(recordedStretches, relayOnly), "us", least(plainStretches, relayOnly));
printFigure(
  "relay.cpu_per_packet_with_batches_received",
  least(recordedStretches, (stretch) => stretch.cpuUsPerPacket + stretch.parentUsPerPacket),
  "us",
);
printFigure("relay.packets", middle(recordedStretches.map((stretch) => stretch.packetsPerSecond)), "1/s");
printFigure("relay.memory_per_session", mebibytes(recorded), "MiB", mebibytes(plain));
// To what the relay itself uses for the same packet.
const pairs = recordedStretches.map((pair) => ({ ...pair, share: pair.sealingUsPerPacket / pair.cpuUsPerPacket }));
pairs.sort((a, b) => a.share - b.share);
const { sealingUsPerPacket, cpuUsPerPacket } = pairs[pairs.length >> 1] ?? { sealingUsPerPacket: 0, cpuUsPerPacket: 0 };
printFigure("relay.sealing_per_packet", sealingUsPerPacket, "us", cpuUsPerPacket);
const shares = pairs.map(({ share }) => share.toFixed(3));
process.stderr.write(`sealing to relay in ${pairs.length} pairs: ${shares.join(" ")}\n`);
