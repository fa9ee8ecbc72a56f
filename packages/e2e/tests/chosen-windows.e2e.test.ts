import { timelineEntry } from "@ferndiagnose/playback";
import { type RecordedItem, RecordKind } from "@ferndiagnose/sealed-recording";
import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { openRecording } from "../src/open-recording.ts";
import { Server } from "../src/server.ts";
import { Technician } from "../src/technician.ts";
import { Desk, ForeignWindow } from "./chosen-windows/foreign-window.ts";
import { scanVideo } from "./chosen-windows/scan-video.ts";
import { type WatchedPicture, watchPicture } from "./chosen-windows/watch-picture.ts";

const screen = { width: 1280, height: 720 };
const area = { x: 60, y: 180, width: 480, height: 360 };
const shared = "Testprogramm";
const foreign = "Fremdes Fenster";

let server: Server;
let display: VirtualDisplay;
let desk: Desk;
let target: TargetWindow;
let other: ForeignWindow;
let customer: Customer;
let technician: Technician;
let watched: () => Promise<WatchedPicture>;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const buttons = () => target.eventsOf("button").length;
/** Within its frame, as it was opened. */
const placeOf = (window: TargetWindow) => window.eventsOf("ready")[0];
const keys = () => target.eventsOf("key").length;

beforeAll(async () => {
  server = await Server.start();
  display = await startVirtualDisplay(screen);
  desk = new Desk(display);
  target = await TargetWindow.open(display, { decorated: true, area });
  other = await ForeignWindow.open(display, "700,200,400,300");
  technician = await Technician.signIn(server);
  customer = await Customer.start(display, server.summary.portal);
  await customer.enterKey(await technician.newSession());
  await technician.admit();
  await customer.consent();
});

afterAll(async () => {
  await customer?.close();
  await technician?.close();
  await other?.stop();
  await target?.stop();
  await display?.stop();
  await server?.stop();
});

test("the choice offers other programs' windows and never our own", async () => {
  await customer.markWindows(shared);
  expect((await customer.offeredWindows()).sort()).toEqual([foreign, shared]);
  await customer.choose("control");
  await technician.waitForPicture();
  watched = await watchPicture(technician.page);
});

test("the chosen window is in the picture at its place, all else is not", async () => {
  await target.command("frame 4321");
  const reading = await technician.waitForFrame((frame) => frame === 4321, 15_000, placeOf(target));
  expect(reading.matchingBlocks).toBeGreaterThanOrEqual(30);
});

test("a foreign window over it, beside it and under it never appears", async () => {
  await target.command("moving");
  await desk.raise(foreign);
  for (const x of [600, 500, 400, 300, 200, 100, 0]) {
    await desk.move(foreign, x, 150);
    await pause(80);
  }
  await pause(300);
  await desk.raise(shared);
  await pause(300);
  for (const [x, y] of [
    [300, 100],
    [600, 300],
    [800, 400],
    [60, 150],
  ] as const) {
    await desk.move(shared, x, y);
    await pause(150);
  }
  await desk.minimize(shared);
  await pause(500);
  await desk.move(foreign, 100, 150);
  await desk.restore(shared);
  await desk.raise(foreign);
  await pause(300);
  await desk.minimize(foreign);
  await pause(300);
  await desk.restore(foreign);
  await pause(300);
  await expect.poll(async () => (await watched()).frames, { timeout: 30_000 }).toBeGreaterThan(20);
  expect((await watched()).foreign).toBe(0);
});

test("clicks on the foreign window and keys for it reach nothing, those for the chosen one do", async () => {
  await desk.move(shared, 60, 180);
  await desk.move(foreign, 640, 200);
  await desk.raise(foreign);
  await pause(1_000);
  const before = { buttons: buttons(), keys: keys() };
  await technician.click(800, 350);
  await technician.page.keyboard.type("abc");
  await technician.click(1_250, 700);
  await pause(800);
  expect(other.reached).toEqual([]);
  expect([buttons(), keys()]).toEqual([before.buttons, before.keys]);

  await technician.click(200, 300);
  await target.waitFor((event) => event.event === "button" && !event.pressed);
  await technician.page.keyboard.type("x");
  await target.waitFor((event) => event.event === "key" && !event.pressed);
  expect(other.reached).toEqual([]);
});

test("a pause covers the picture until the customer goes on", async () => {
  await customer.setPaused(true);
  await technician.page.getByText("Die Ansicht ist angehalten").waitFor();
  await pause(1_500);
  await customer.setPaused(false);
  await target.command("frame 2468");
  await technician.waitForFrame((frame) => frame === 2468, 15_000, placeOf(target));
});

test("once the chosen window is closed, nothing takes its place", async () => {
  await target.stop();
  await pause(300);
  // The X server gives the same numbers to the next program.
  target = await TargetWindow.open(display, { decorated: true, area });
  await target.command("frame 777");
  await desk.raise(foreign);
  await desk.move(foreign, 60, 180);
  await pause(1_500);
  expect((await technician.readPattern(placeOf(target)))?.frame).not.toBe(777);
  expect((await watched()).foreign).toBe(0);
});

test("when the customer shows the whole computer, the foreign window is there", async () => {
  await customer.changeView();
  await customer.mark("Der ganze Computer");
  await customer.choose("view");
  await expect.poll(async () => (await watched()).foreign, { timeout: 15_000 }).toBeGreaterThan(5_000);
});

test("the recording shows the foreign window from the change on, and not before", async () => {
  await pause(1_000);
  await technician.end();
  await customer.endText();
  const kept = await customer.receipt();
  const refused = customer.log.filter((line) => line["event"] === "input.refused");
  expect(refused.find(({ code }) => code === "input_outside_view")?.["count"]).toBeGreaterThanOrEqual(4);

  const { records } = await openRecording(server, kept);
  const agents = await Promise.all(
    [technician.page, customer.steps].map((page) => page.evaluate("navigator.userAgent")),
  );
  const content = records.map(({ payload }) => Buffer.from(payload).toString("latin1")).join("\n");
  for (const agent of [...agents, "Mozilla"]) expect(content, "promise 10").not.toContain(agent);
  const pictures = await scanVideo(records);
  const first = pictures.findIndex((picture) => picture.foreign > 5_000);
  expect(first, "the foreign window is in the recording").toBeGreaterThan(20);
  const wholeAtMs = records.flatMap((record) => timeOfWholeView(record)).at(-1) ?? Number.NaN;
  expect(pictures[first]?.atMs).toBeGreaterThan(wholeAtMs - 500);
  expect(Math.max(...pictures.filter(({ atMs }) => atMs < wholeAtMs - 500).map((picture) => picture.foreign))).toBe(0);

  const marks = records.flatMap((record) => markOf(record));
  expect(marks.map(({ mark }) => mark).slice(0, 3)).toEqual(["masked", "paused", "continued"]);
  expect(marks.map(({ mark }) => mark)).toContain("unmasked");
  const [pausedAtMs = 0, continuedAtMs = 0] = marks.slice(1).map(({ atMs }) => atMs);
  expect(continuedAtMs - pausedAtMs).toBeGreaterThan(1_000);
  const packets = records.filter(({ kind }) => kind === RecordKind.rtpFromCustomer).map(({ timeUs }) => timeUs / 1_000);
  // What was on its way at the press is still recorded.
  expect(packets.filter((atMs) => atMs > pausedAtMs + 500 && atMs < continuedAtMs)).toEqual([]);
  expect(packets.some((atMs) => atMs < pausedAtMs)).toBe(true);
  expect(packets.some((atMs) => atMs > continuedAtMs)).toBe(true);
});

/** What the recording says of a cover over the picture. */
function markOf(record: RecordedItem): { mark: string; atMs: number }[] {
  const entry = timelineEntry(record);
  const isCover = entry?.kind === "marker" && /^(paused|continued|masked|unmasked)$/.test(entry.marker);
  return isCover ? [{ mark: entry.marker, atMs: entry.atMs }] : [];
}

/** When the customer allowed the whole screen, as the recording has it. */
function timeOfWholeView(record: RecordedItem): number[] {
  const text = JSON.stringify(timelineEntry(record)) ?? "";
  return text.includes('"rights_changed"') && text.includes('"screen"') ? [record.timeUs / 1_000] : [];
}
