/**
 * From an input event at the viewer until the changed pixel stands in the viewer's framebuffer: a key press goes through
 * the data channel, the sharer turns a square from black to white or back, the picture returns. Directly from browser to
 * browser, and through relay and recorder, with the same code at both ends; rounds alternate, each with new browsers, and
 * the middle of the rounds counts. A third way is the ordinary one: directly, with the viewer's browser at its defaults.
 * The rest of the picture is either still but for somebody typing, or scrolls at 30 frames a second.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { VideoCodec } from "@ferndiagnose/protocol";
import { BrowserPair, type PairOptions, viewerDisplay } from "./browser-pair.ts";
import { median, printFigure, quantile, say } from "./figure.ts";
import { FramebufferDisplay } from "./framebuffer-display.ts";
import { mark } from "./pages/mark.ts";
import { RecordingServer } from "./recording-server.ts";

const contents = ["typing", "scrolling"] as const;
type Content = (typeof contents)[number];

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    presses: { type: "string", default: "50" },
    codec: { type: "string", default: "AV1" },
    content: { type: "string", default: contents.join(",") },
  },
});
const roundCount = Number(values.rounds);
const presses = Number(values.presses);
const codec = VideoCodec.parse(values.codec);
const chosen = contents.filter((content) => values.content.split(",").includes(content));

interface Round {
  p50Ms: number;
  p95Ms: number;
  inputMs: number;
  encodeMs: number;
  bufferMs: number;
  decodeMs: number;
}

const settleMs = 5_000;
const giveUpMs = 15_000;

type Way = Pick<PairOptions, "server" | "isOrdinaryViewer">;

async function measure(content: Content, way: Way): Promise<Round> {
  const display = await FramebufferDisplay.start(viewerDisplay.width, viewerDisplay.height);
  const sharing = { codec, content, framesPerSecond: 30 } as const;
  try {
    const pair = await BrowserPair.connect({ ...sharing, ...way, viewerEnv: display.env });
    try {
      // The sender's estimate of the way grows during the first seconds.
      await sleep(settleMs);
      const place = await placeOfMark(pair);
      const press = () => pressAndWait(pair, () => display.brightness(place.x, place.y) > 128);
      await press();
      const figuresBefore = await figuresOf(pair);
      const waitsMs: number[] = [];
      const inputMs: number[] = [];
      for (let number = 0; number < presses; number += 1) {
        // Out of step with frames, typing and each other.
        await sleep(250 + Math.random() * 150);
        const { waitMs, inputWaitMs } = await press();
        waitsMs.push(waitMs);
        inputMs.push(inputWaitMs);
      }
      const figures = await figuresOf(pair);
      const frames = figures.framesEncoded - figuresBefore.framesEncoded;
      const decoded = figures.framesDecoded - figuresBefore.framesDecoded;
      const buffered = figures.jitterBufferFrames - figuresBefore.jitterBufferFrames;
      return {
        p50Ms: quantile(waitsMs, 0.5),
        p95Ms: quantile(waitsMs, 0.95),
        inputMs: median(inputMs),
        encodeMs: (1000 * (figures.encodeSeconds - figuresBefore.encodeSeconds)) / frames,
        bufferMs: (1000 * (figures.jitterBufferSeconds - figuresBefore.jitterBufferSeconds)) / buffered,
        decodeMs: (1000 * (figures.decodeSeconds - figuresBefore.decodeSeconds)) / decoded,
      };
    } finally {
      await pair.close();
    }
  } finally {
    await display.stop();
  }
}

async function figuresOf({ sharer, viewer }: BrowserPair) {
  return { ...(await sharer.evaluate((one) => one.figures())), ...(await viewer.evaluate((one) => one.figures())) };
}

/** The middle of the square on the viewer's display. */
function placeOfMark({ viewer }: BrowserPair): Promise<{ x: number; y: number }> {
  return viewer.evaluate(
    (_, { x, y, width, height }) => ({
      x: window.screenX + x + width / 2,
      y: window.screenY + window.outerHeight - window.innerHeight + y + height / 2,
    }),
    mark,
  );
}

async function pressAndWait(
  { viewer, sharer }: BrowserPair,
  isWhite: () => boolean,
): Promise<{ waitMs: number; inputWaitMs: number }> {
  const wasWhite = isWhite();
  const pressed = viewer.evaluate((one) => one.press());
  const giveUpAt = performance.now() + giveUpMs;
  while (isWhite() === wasWhite) {
    if (performance.now() > giveUpAt) throw new Error("The picture did not change after an input");
    await sleep(1);
  }
  // The browser counts from the same wall clock as this process.
  const seenAtMs = performance.timeOrigin + performance.now();
  const pressedAtMs = await pressed;
  const arrivedAtMs = await sharer.evaluate((one) => one.inputAtMs.at(-1) ?? Number.NaN);
  return { waitMs: seenAtMs - pressedAtMs, inputWaitMs: arrivedAtMs - pressedAtMs };
}

type Rounds = Record<"ordinary" | "direct" | "relayed", Round[]>;

async function compare(content: Content, server: RecordingServer): Promise<Rounds> {
  const rounds: Rounds = { ordinary: [], direct: [], relayed: [] };
  const ways: [keyof Rounds, Way][] = [
    ["ordinary", { server: undefined, isOrdinaryViewer: true }],
    ["direct", { server: undefined }],
    ["relayed", { server }],
  ];
  for (let number = 1; number <= roundCount; number += 1) {
    for (const [name, way] of ways) {
      const round = await measure(content, way);
      rounds[name].push(round);
      say(`${content}, round ${number} of ${roundCount}, ${name}: ${describe(round)}`);
    }
  }
  return rounds;
}

function describe(round: Round): string {
  return Object.entries(round)
    .map(([name, value]) => `${name} ${value.toFixed(1)}`)
    .join(", ");
}

function printFigures(content: Content, { ordinary, direct, relayed }: Rounds): void {
  const print = (name: string, of: (round: Round) => number, base: Round[]): void =>
    printFigure(`input_to_photon.${content}.${name}`, median(relayed.map(of)), "ms", median(base.map(of)));
  print("p50", (round) => round.p50Ms, direct);
  print("p95", (round) => round.p95Ms, direct);
  print("p50_to_ordinary", (round) => round.p50Ms, ordinary);
  print("p95_to_ordinary", (round) => round.p95Ms, ordinary);
  print("input_leg", (round) => round.inputMs, direct);
  print("jitter_buffer", (round) => round.bufferMs, direct);
}

const server = await RecordingServer.start();
try {
  for (const content of chosen) printFigures(content, await compare(content, server));
} finally {
  await server.stop();
}
