import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { figure } from "@ferndiagnose/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { isRunning, processesWith } from "./processes.ts";
import { scanCode } from "./scan-code.ts";
import { patience, Stage } from "./stage.ts";

const minutes = 60_000;

let stage: Stage;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "ferndiagnose-watchdog-"));
  stage = await Stage.setUp();
});

beforeEach(() => stage.startProgram());

afterEach(async () => {
  for (const processId of heirs()) process.kill(processId, "SIGKILL");
  await expect.poll(() => heirs().some(isRunning), patience).toBe(false);
});

afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Who ends the session in place of the main process, a shell first: known by the program's own profile. */
const heirs = () => processesWith(`--user-data-dir=${stage.program.profile}`, "--last-word");

const watchdogProcess = () =>
  processesWith("node.mojom.NodeService", stage.program.profile).find((processId) => isRunning(processId));

/** What the customer's camera reads on the screen, scrolled down as far as it goes. */
async function codeOnScreen({ display }: Stage): Promise<string | undefined> {
  const { width, height, env } = display;
  const wheel = ["mousemove", `${width / 2}`, `${height / 2}`, "click", "--repeat", "40", "--delay", "5", "5"];
  spawnSync("xdotool", wheel, { env });
  const file = path.join(folder, "screen.png");
  await display.screenshot(file);
  return scanCode(file);
}

/** Another process says the end, hears of the receipt, and shows all that the customer needs. */
async function expectReceiptAllTheSame(): Promise<void> {
  const { program, portal } = stage;
  await portal.heard("end");
  expect(portal.of("end")).toEqual([{ type: "end", reason: "program_failed" }]);
  portal.send({ type: "receipt", receipt: portal.receipt(17 * minutes) });
  await expect.poll(() => program.logged("receipt.received"), patience).toMatchObject({ flaw: "none" });
  const { receipt, recordingKey } = portal.receipt(0);
  const link = `${portal.url}/receipt#${receipt.sessionId}.${await portal.complaintCode()}.${recordingKey}`;
  await expect.poll(() => codeOnScreen(stage), { timeout: 60_000, interval: 500 }).toBe(link);
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  expect(stdout).not.toContain(await portal.complaintCode());
}

/** Until the last packet of the picture, since then: as the browser that got it has noted, whenever this test has its turn. */
async function pictureLivedMs(sinceAt: number): Promise<number> {
  let last = Number.NaN;
  for (let now = await stage.other.lastPacketAt(); now !== last; now = await stage.other.lastPacketAt()) {
    last = now;
    // Longer than the second after which a picture that stands still is sent again.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  }
  expect(last, "the wall clock").toBeGreaterThan(sinceAt - 60_000);
  return Math.max(0, Math.round(last - sinceAt));
}

/** As the program noted it. */
async function endedAfterMs(sinceAt: number): Promise<number> {
  await expect.poll(() => stage.program.logged("session.stopped"), patience).toBeDefined();
  return Number(stage.program.logged("session.stopped")?.["time"]) - sinceAt;
}

test("the main process hangs: picture, input and the program end; the customer gets the receipt all the same", async () => {
  await stage.goLive("Zusehen und bedienen");
  const { program, other, target } = stage;
  const capture = await program.processOf("capture");
  await other.say("input", { type: "key", code: "KeyA", down: true });
  await target.waitFor((event) => event.event === "key" && event.pressed);
  // What is held is told to the watchdog at once.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const stoppedAt = Date.now();
  stage.freeze(program.pid);
  // What arrives now waits in a process that does not run any more.
  await other.say("input", { type: "key", code: "KeyB", down: true });
  await expect.poll(() => isRunning(capture), { ...patience, interval: 20 }).toBe(false);
  await expect.poll(() => isRunning(program.pid), { ...patience, interval: 20 }).toBe(false);
  const goneMs = Date.now() - stoppedAt;
  const livedMs = await pictureLivedMs(stoppedAt);
  figure("watchdog, main process stopped: picture lived (ms)", livedMs);
  figure("watchdog, main process stopped: program gone after at most (ms)", goneMs);
  expect(livedMs).toBeLessThan(4_000);
  await target.waitFor((event) => event.event === "key" && !event.pressed);
  expect(target.eventsOf("key").filter((event) => event.pressed && event.text === "b")).toEqual([]);
  await expect.poll(() => program.logged("watchdog.fired"), patience).toBeDefined();
  await expectReceiptAllTheSame();
});

test("the main process dies: the picture ends, and the customer gets the receipt all the same", async () => {
  await stage.goLive("Nur zusehen");
  const { program } = stage;
  const capture = await program.processOf("capture");
  process.kill(program.pid, "SIGKILL");
  await expect.poll(() => isRunning(capture), { ...patience, interval: 20 }).toBe(false);
  await expectReceiptAllTheSame();
});

test("the status bar hangs: its off button is dead, so the session ends", async () => {
  await stage.goLive("Nur zusehen");
  const status = await stage.program.processOf("status");
  const stoppedAt = Date.now();
  stage.freeze(status);
  const endedMs = await endedAfterMs(stoppedAt);
  expect(stage.program.logged("session.stopped")).toMatchObject({ reason: "program_failed" });
  await stage.program.steps.getByRole("heading", { name: "Die Sitzung ist beendet" }).waitFor();
  figure("status renderer stopped: picture and input lived (ms)", endedMs);
  expect(endedMs).toBeLessThan(4_000);
});

test("the picture's process hangs: no picture and no input from that moment on", async () => {
  await stage.goLive("Zusehen und bedienen");
  const { program, other, target } = stage;
  const capture = await program.processOf("capture");
  const stoppedAt = Date.now();
  stage.freeze(capture);
  const heard = target.events.length;
  await other.say("input", { type: "text", text: "nein" });
  const livedMs = await pictureLivedMs(stoppedAt);
  figure("capture renderer stopped: picture lived (ms)", livedMs);
  expect(livedMs).toBeLessThan(500);
  expect(target.events.slice(heard).filter((event) => event.event === "key")).toEqual([]);
});

test.each(["SIGKILL", "SIGSTOP"] as const)("a watchdog that is gone (%s) ends the session", async (signal) => {
  await stage.goLive("Nur zusehen");
  const watchdog = watchdogProcess();
  if (watchdog === undefined) throw new Error("There is no watchdog");
  const stoppedAt = Date.now();
  if (signal === "SIGSTOP") stage.freeze(watchdog);
  else process.kill(watchdog, signal);
  const endedMs = await endedAfterMs(stoppedAt);
  expect(stage.program.logged("watchdog.lost")).toBeDefined();
  figure(`watchdog ${signal === "SIGKILL" ? "killed" : "stopped"}: session ended after (ms)`, endedMs);
  expect(endedMs).toBeLessThan(4_000);
});
