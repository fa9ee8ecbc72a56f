import { setTimeout as sleep } from "node:timers/promises";
import { DescriptionRecord, parseMessage, SessionEvent } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
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

beforeAll(async () => {
  server = await Server.start();
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display, { moving: true });
});
afterAll(async () => {
  await target?.stop();
  await display?.stop();
  await server?.stop();
});

beforeEach(async () => {
  network = await BreakableNetwork.to(server.summary.portal);
  session = await playSession(server, display, "control", 0, network.url);
});
afterEach(async () => {
  await session.stop();
  await network.close();
});

const logged = (event: string) => session.customer.log.filter((line) => line["event"] === event).length;
const clicks = () => target.eventsOf("button").length;

async function clickArrives(): Promise<boolean> {
  const before = clicks();
  await session.technician.click(300, 300);
  await sleep(500);
  return clicks() > before;
}

async function pictureMoves(timeoutMs: number): Promise<number> {
  const { technician } = session;
  return until(async () => (await technician.countFrames(300)) > 3, "the picture to move", timeoutMs);
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

test("a socket that is cut for 15 s: everything off at once, then the same session with the same rights", async () => {
  await pictureMoves(5_000);
  expect(await clickArrives()).toBe(true);
  network.cut();
  const cutAt = performance.now();
  await until(() => logged("capture.paused") > 0, "capture to stop", 3_000);
  const pausedMs = performance.now() - cutAt;
  expect(pausedMs).toBeLessThan(1_000);
  expect(await clickArrives()).toBe(false);
  expect(await (await session.customer.status()).getByRole("alert").innerText()).toContain("Verbindung");
  await sleep(15_000 - (performance.now() - cutAt));
  expect(logged("session.stopped")).toBe(0);
  network.restore();
  const backMs = await pictureMoves(10_000);
  expect(await clickArrives()).toBe(true);
  console.info({ pausedMs: Math.round(pausedMs), backMs: Math.round(backMs) });

  const recording = await readRecording();
  expect(suspensionsIn(recording)).toEqual(["connection", "resumed"]);
  expect(customerOffersIn(recording)).toBe(1);
  expect(rightsIn(recording)).toEqual([true]);
});

test("a network gone without a word, media and all, for 40 s: a new connection, and what the customer took back stays so", async () => {
  await pictureMoves(5_000);
  network.fallSilent();
  const silentAt = performance.now();
  await until(() => logged("capture.paused") > 0, "capture to stop", 4_000);
  const pausedMs = performance.now() - silentAt;
  await until(() => logged("link.lost") > 0, "the loss to be noticed", 9_000);
  const noticedMs = performance.now() - silentAt;
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
  const backMs = await pictureMoves(25_000);
  expect(await clickArrives()).toBe(false);
  console.info({ pausedMs: Math.round(pausedMs), noticedMs: Math.round(noticedMs), backMs: Math.round(backMs) });

  const recording = await readRecording();
  const suspensions = suspensionsIn(recording);
  expect(suspensions[0]).toBe("connection");
  expect(suspensions.at(-1)).toBe("resumed");
  expect(customerOffersIn(recording)).toBeGreaterThan(1);
  expect(rightsIn(recording)).toEqual([true, false]);
});

test("away for longer than 60 s: over at both sides, with the reason", async () => {
  network.cut();
  const cutAt = performance.now();
  expect(await session.technician.endReason(75_000)).toBe("customer_lost");
  expect(performance.now() - cutAt).toBeGreaterThan(55_000);
  expect(await session.customer.endText()).toContain("kam nicht rechtzeitig wieder");
  expect(logged("session.stopped")).toBe(1);
});
