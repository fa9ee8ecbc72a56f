import { generateKeyPairSync } from "node:crypto";
import { type Heartbeat, policy } from "@ferndiagnose/protocol";
import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterEach, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { ForgedServer, until } from "../src/forged-server.ts";

/** What a loaded machine may take on top until the last packet is out and the last event is read. */
const toleranceMs = 500;

const forger = generateKeyPairSync("ed25519").privateKey;
const recordingLost = "Die Verbindung zur Aufzeichnung ist abgerissen. Ohne Aufzeichnung gibt es keine Sitzung.";

interface Scene {
  readonly display: VirtualDisplay;
  readonly target: TargetWindow;
  readonly server: ForgedServer;
  readonly customer: Customer;
}

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** The real program with control granted, before its first heartbeat. */
async function setTheScene(): Promise<Scene> {
  const display = await startVirtualDisplay({ width: 800, height: 600 });
  opened.push(() => display.stop());
  const target = await TargetWindow.open(display, { moving: true });
  opened.push(() => target.stop());
  const server = await ForgedServer.start();
  opened.push(() => server.stop());
  const customer = await Customer.start(display, server.url);
  opened.push(() => customer.close());
  await customer.enterKey("1234567");
  await customer.checkCode();
  server.say({ type: "admitted" });
  await customer.consent();
  await customer.choose("control");
  server.arm();
  server.say({ type: "viewers", count: 1 });
  await server.connected();
  return { display, target, server, customer };
}

const says = (server: ForgedServer, make: (beat: number) => Heartbeat) => {
  let beat = 1_000;
  server.keepSaying(() => ({ type: "heartbeat", heartbeat: make(beat++) }));
};

/** What a server may say instead of the truth; none of it may keep a session alive. */
const lies: Record<string, (server: ForgedServer, genuine: Heartbeat) => void> = {
  none: (server) => server.fallSilent(),
  "the last one again": (server, genuine) => says(server, () => genuine),
  "another key's": (server) => says(server, (beat) => server.heartbeat({ beat }, forger)),
  "a signature over something else": (server, genuine) => says(server, (beat) => ({ ...genuine, beat })),
  "another recording's": (server) =>
    says(server, (beat) => server.heartbeat({ beat, recordingId: "f".repeat(32) as Heartbeat["recordingId"] })),
  "genuine ones about what is not durable": (server) => {
    const since = performance.now();
    says(server, () => server.heartbeat({ lagMs: Math.round(performance.now() - since) + 600 }));
  },
};

test("promise 6: whatever is said instead of a heartbeat, input and picture stop within 3 s", async () => {
  const { target, server, customer } = await setTheScene();
  const figures: Record<string, string> = {};
  for (const [what, lie] of Object.entries(lies)) {
    server.beatHonestly();
    const shown = server.peer.packets;
    await until(() => server.peer.packets > shown + 5, "the picture to move", 8_000);
    const clicks = target.eventsOf("button").length;
    click(server);
    await until(() => target.eventsOf("button").length > clicks, "a click to arrive", 3_000);

    server.fallSilent();
    const genuine = server.heartbeat();
    server.say({ type: "heartbeat", heartbeat: genuine });
    const lastTruthAt = performance.now();
    const wallAtTruth = Date.now();
    const repeatsBefore = server.peer.repeats;
    lie(server, genuine);
    const clicking = setInterval(() => click(server), 50);
    await until(() => performance.now() - lastTruthAt > policy.FREEZE_AFTER_MS + 2_500, "the freeze", 10_000);
    clearInterval(clicking);
    const pictureMs = server.peer.lastPacketAt - lastTruthAt;
    const inputMs = (target.eventsOf("button").at(-1)?.at ?? 0) - wallAtTruth;
    const repeats = server.peer.repeats - repeatsBefore;
    figures[what] = `picture ${Math.round(pictureMs)} ms, input ${Math.round(inputMs)} ms, ${repeats} repeats`;
    expect(pictureMs, what).toBeLessThan(policy.FREEZE_AFTER_MS + toleranceMs);
    expect(inputMs, what).toBeLessThan(policy.FREEZE_AFTER_MS + toleranceMs);
    expect(inputMs, what).toBeGreaterThan(0);
    const status = await customer.status();
    expect(await status.getByRole("alert").innerText()).toContain("Die Aufzeichnung ist nicht gesichert");
  }
  console.info(figures);
});

test("promise 6: … and after 10 s the session is over, with the reason in plain words", async () => {
  const ends: Record<string, Promise<string>> = {};
  for (const [what, expected] of [
    ["none", recordingLost],
    ["another key's", recordingLost],
    ["genuine ones about what is not durable", "Die Aufzeichnung konnte nicht mehr sicher gespeichert werden."],
  ] as const) {
    const { server, customer, target } = await setTheScene();
    ends[what] = (async () => {
      server.beatHonestly();
      await until(() => server.peer.packets > 5, "the picture", 8_000);
      server.fallSilent();
      const genuine = server.heartbeat();
      server.say({ type: "heartbeat", heartbeat: genuine });
      const lastTruthAt = performance.now();
      lies[what]?.(server, genuine);
      const clicking = setInterval(() => click(server), 100);
      await until(() => server.of("end").length > 0, "the end", 15_000).finally(() => clearInterval(clicking));
      const endedMs = performance.now() - lastTruthAt;
      expect(endedMs, what).toBeLessThan(policy.END_AFTER_MS + toleranceMs);
      expect(endedMs, what).toBeGreaterThan(policy.END_AFTER_MS - 2_000);
      expect(await customer.endText(), what).toContain(expected);
      expect(server.peer.lastPacketAt - lastTruthAt, what).toBeLessThan(policy.FREEZE_AFTER_MS + toleranceMs);
      const clicks = target.eventsOf("button").length;
      // The truth comes too late: what is over stays over.
      server.beatHonestly();
      click(server);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(target.eventsOf("button")).toHaveLength(clicks);
      return `${Math.round(endedMs)} ms`;
    })();
    ends[what].catch(() => undefined);
  }
  const figures: Record<string, string> = {};
  for (const [what, end] of Object.entries(ends)) figures[what] = await end;
  console.info(figures);
});

test("promise 6: without a first heartbeat there is neither picture nor input, and no session after 10 s", async () => {
  const { server, target, customer } = await setTheScene();
  says(server, (beat) => server.heartbeat({ beat }, forger));
  const clicking = setInterval(() => click(server), 100);
  await until(() => server.of("end").length > 0, "the end", 15_000).finally(() => clearInterval(clicking));
  expect(server.of("end")).toEqual([{ type: "end", reason: "recorder_lost" }]);
  expect(server.peer.packets).toBe(0);
  expect(target.eventsOf("button")).toEqual([]);
  expect(await customer.endText()).toContain(recordingLost);
});

function click(server: ForgedServer): void {
  for (const down of [true, false]) server.input("input", { type: "button", x: 0.5, y: 0.8, button: "left", down });
}
