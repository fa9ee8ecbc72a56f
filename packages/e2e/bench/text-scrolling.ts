/**
 * What a customer's uplink carries while a page of text scrolls at 1280 × 720, 30 frames a second, through the relay: AV1
 * against VP8. Counted is everything the sender puts on the way, IP and UDP headers included. Rounds alternate.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { VideoCodec } from "@ferndiagnose/protocol";
import { BrowserPair } from "./browser-pair.ts";
import { median, printFigure, say } from "./figure.ts";
import { RecordingServer } from "./recording-server.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, seconds: { type: "string", default: "15" } },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

interface Round {
  megabitsPerSecond: number;
  framesPerSecond: number;
  encodeMs: number;
}

const framesPerSecond = 30;
/** The first pictures are coarse and become sharp; that is over by then. */
const settleMs = 6_000;
/** IPv4 without options, and UDP. */
const headerBytes = 28;

async function measure(server: RecordingServer, codec: VideoCodec): Promise<Round> {
  const pair = await BrowserPair.connect({ server, codec, content: "scrolling", framesPerSecond });
  try {
    await sleep(settleMs);
    const before = await figuresOf(pair);
    await sleep(seconds * 1000);
    const after = await figuresOf(pair);
    if (after.codec !== `video/${codec}`) throw new Error(`Sent was ${after.codec}, not ${codec}`);
    const sentSeconds = (after.sentAtMs - before.sentAtMs) / 1000;
    const bytes = after.bytesSent - before.bytesSent + headerBytes * (after.packetsSent - before.packetsSent);
    const encoded = after.framesEncoded - before.framesEncoded;
    return {
      megabitsPerSecond: (8 * bytes) / sentSeconds / 1e6,
      framesPerSecond: ((after.framesDecoded - before.framesDecoded) * 1000) / (after.decodedAtMs - before.decodedAtMs),
      encodeMs: (1000 * (after.encodeSeconds - before.encodeSeconds)) / encoded,
    };
  } finally {
    await pair.close();
  }
}

async function figuresOf({ sharer, viewer }: BrowserPair) {
  const { timeMs: sentAtMs, ...sent } = await sharer.evaluate((one) => one.figures());
  const { timeMs: decodedAtMs, framesDecoded } = await viewer.evaluate((one) => one.figures());
  return { ...sent, sentAtMs, decodedAtMs, framesDecoded };
}

const results: Record<"AV1" | "VP8", Round[]> = { AV1: [], VP8: [] };
const server = await RecordingServer.start();
try {
  for (let number = 1; number <= rounds; number += 1) {
    for (const codec of ["VP8", "AV1"] as const) {
      const round = await measure(server, codec);
      results[codec].push(round);
      const figures = Object.entries(round).map(([name, value]) => `${name} ${value.toFixed(2)}`);
      say(`round ${number} of ${rounds}, ${codec}: ${figures.join(", ")}`);
    }
  }
} finally {
  await server.stop();
}

const print = (name: string, unit: string, of: (round: Round) => number): void =>
  printFigure(`text_scrolling.${name}`, median(results.AV1.map(of)), unit, median(results.VP8.map(of)));
print("uplink", "Mbit/s", (round) => round.megabitsPerSecond);
print("frames", "1/s", (round) => round.framesPerSecond);
print("encode_time", "ms", (round) => round.encodeMs);
