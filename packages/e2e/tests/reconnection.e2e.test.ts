import { setTimeout as sleep } from "node:timers/promises";
import { DescriptionRecord, parseMessage, SessionEvent } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BreakableNetwork } from "../src/breakable-network.ts";
import { until } from "../src/forged-server.ts";
import { type OpenedRecording, openRecording } from "../src/open-recording.ts";
import { type PlayedSession, playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

let server: Server;
let display: VirtualDisplay;
let target: TargetWindow;
let network: BreakableNetwork;
let session: PlayedSession;
let away: Away;

/** Another customer, who is cut off at the start and never comes back: that takes its minute beside the other tests. */
interface Away {
  readonly session: PlayedSession;
  readonly over: Promise<{ reason: string; afterMs: number }>;
  stop(): Promise<void>;
}

async function goAway(): Promise<Away> {
  const ownDisplay = await startVirtualDisplay({ width: 640, height: 480 });
  const ownNetwork = await BreakableNetwork.to(server.summary.portal);
  const left = await playSession(server, ownDisplay, "control", 1, ownNetwork.url);
  ownNetwork.cut();
  const cutAt = performance.now();
  const over = left.technician.endReason(180_000).then((reason) => ({ reason, afterMs: performance.now() - cutAt }));
  over.catch(() => undefined);
  const stop = async () => {
    await left.stop();
    await ownNetwork.close();
    await ownDisplay.stop();
  };
  return { session: left, over, stop };
}

beforeAll(async () => {
  server = await Server.start();
  away = await goAway();
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display, { moving: true });
});
afterAll(async () => {
  await away?.stop();
  await target?.stop();
  await display?.stop();
  await server?.stop();
});

const logged = (event: string) => session.customer.allLogged(event).length;
const clicks = () => target.eventsOf("button").length;

/** When the program noted this for the first time, in ms since then: a busy machine may tell us of it later. */
async function notedMs(event: string, sinceAt: number): Promise<number> {
  return Number((await session.customer.logged(event, 30_000))["time"]) - sinceAt;
}

async function clickArrives(): Promise<boolean> {
  const before = clicks();
  await session.technician.click(300, 300);
  await sleep(500);
  return clicks() > before;
}

function clicksArriveAgain(): Promise<number> {
  return until(clickArrives, "a click to arrive", 20_000);
}

async function pictureMoves(timeoutMs: number): Promise<number> {
  const { technician } = session;
  return until(async () => (await technician.countFrames(500)) > 2, "the picture to move", timeoutMs);
}

async function readRecording(): Promise<OpenedRecording> {
  await session.technician.end();
  await session.customer.endText();
  return openRecording(server, await session.customer.receipt());
}

function textsOf({ records }: OpenedRecording, ...kinds: number[]): string[] {
  return records.filter(({ kind }) => kinds.includes(kind)).map(({ payload }) => new TextDecoder().decode(payload));
}

function suspensionsIn(recording: OpenedRecording): string[] {
  return textsOf(recording, RecordKind.lifeCycleEvent)
    .map((text) => parseMessage(SessionEvent, text))
    .flatMap((event) => (event.type === "suspended" ? [event.cause] : event.type === "resumed" ? ["resumed"] : []));
}

function customerOffersIn(recording: OpenedRecording): number {
  return textsOf(recording, RecordKind.sessionDescription)
    .map((text) => parseMessage(DescriptionRecord, text))
    .filter(({ leg, kind }) => leg === "customer" && kind === "offer").length;
}

function rightsIn(recording: OpenedRecording): boolean[] {
  return textsOf(recording, RecordKind.rightsEvent)
    .map((text) => parseMessage(SessionEvent, text))
    .flatMap((event) => (event.type === "rights_changed" ? [event.rights.control] : []));
}

describe("a customer who comes back", () => {
  beforeEach(async () => {
    network = await BreakableNetwork.to(server.summary.portal);
    session = await playSession(server, display, "control", 0, network.url);
  });
  afterEach(async () => {
    await session?.stop();
    await network?.close();
  });

  test("a socket that is cut for 15 s: everything off at once, then the same session with the same rights", async () => {
    await pictureMoves(20_000);
    await clicksArriveAgain();
    const cutAt = performance.now();
    const wallAtCut = Date.now();
    network.cut();
    const pausedMs = await notedMs("capture.paused", wallAtCut);
    expect(pausedMs).toBeLessThan(1_000);
    expect(await clickArrives()).toBe(false);
    expect(await (await session.customer.status()).getByRole("alert").innerText()).toContain("Verbindung");
    await sleep(15_000 - (performance.now() - cutAt));
    expect(logged("session.stopped")).toBe(0);
    network.restore();
    const backMs = await pictureMoves(40_000);
    await clicksArriveAgain();
    console.info({ pausedMs: Math.round(pausedMs), backMs: Math.round(backMs) });

    const recording = await readRecording();
    expect(suspensionsIn(recording)).toEqual(["connection", "resumed"]);
    expect(customerOffersIn(recording)).toBe(1);
    expect(rightsIn(recording)).toEqual([true]);
  });

  test("a network gone without a word, media and all, for 40 s: a new connection, and what the customer took back stays so", async () => {
    await pictureMoves(20_000);
    const silentAt = performance.now();
    const wallAtSilence = Date.now();
    network.fallSilent();
    const pausedMs = await notedMs("capture.paused", wallAtSilence);
    expect(pausedMs).toBeLessThan(4_000);
    const noticedMs = await notedMs("link.lost", wallAtSilence);
    expect(noticedMs).toBeLessThan(9_000);
    await session.customer.setControl(false);
    // The process with the media stands still, and with it everything that it would answer the relay.
    const capturePid = await session.customer.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.webContents.getURL().includes("capture"))
        ?.webContents.getOSProcessId(),
    );
    process.kill(capturePid ?? 0, "SIGSTOP");
    try {
      await sleep(40_000 - (performance.now() - silentAt));
      expect(logged("session.stopped")).toBe(0);
    } finally {
      process.kill(capturePid ?? 0, "SIGCONT");
    }
    network.restore();
    const backMs = await pictureMoves(60_000);
    expect(await clickArrives()).toBe(false);
    console.info({ pausedMs: Math.round(pausedMs), noticedMs: Math.round(noticedMs), backMs: Math.round(backMs) });

    const recording = await readRecording();
    const suspensions = suspensionsIn(recording);
    expect(suspensions[0]).toBe("connection");
    expect(suspensions.at(-1)).toBe("resumed");
    expect(customerOffersIn(recording)).toBeGreaterThan(1);
    expect(rightsIn(recording)).toEqual([true, false]);
  });
});

test("away for longer than 60 s: over at both sides, with the reason", async () => {
  const { reason, afterMs } = await away.over;
  expect(reason).toBe("customer_lost");
  expect(afterMs).toBeGreaterThan(55_000);
  const { customer } = away.session;
  expect(await customer.endText(60_000)).toContain("kam nicht rechtzeitig wieder");
  expect(customer.allLogged("session.stopped")).toHaveLength(1);
});
