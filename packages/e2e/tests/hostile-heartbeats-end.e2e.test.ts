import { policy } from "@ferndiagnose/protocol";
import { afterEach, expect, test } from "vitest";
import { lies } from "../src/forged-heartbeats.ts";
import { ForgedScene } from "../src/forged-scene.ts";
import { until } from "../src/forged-server.ts";

/** From our word until the program has it, and until what it stopped has stopped. */
const onTheWayMs = 500;
/** What a loaded machine may take on top until the last packet, sent before, has come to us. */
const lastPacketMs = 1_000;
const recordingLost = "Die Verbindung zur Aufzeichnung ist abgerissen. Ohne Aufzeichnung gibt es keine Sitzung.";

const scenes: ForgedScene[] = [];
afterEach(async () => void (await Promise.all(scenes.splice(0).map((scene) => scene.close()))));

async function openScene(): Promise<ForgedScene> {
  const scene = await ForgedScene.open();
  scenes.push(scene);
  return scene;
}

test("promise 6: 10 s after the last heartbeat the session is over, with the reason in plain words", async () => {
  const ends: Record<string, Promise<string>> = {};
  for (const [what, expected] of [
    ["none", recordingLost],
    ["another key's", recordingLost],
    ["genuine ones about what is not durable", "Die Aufzeichnung konnte nicht mehr sicher gespeichert werden."],
  ] as const) {
    const scene = await openScene();
    const { server, customer, target } = scene;
    ends[what] = (async () => {
      server.beatHonestly();
      await until(() => server.peer.packets > 5, "the picture", 20_000);
      server.fallSilent();
      const genuine = server.heartbeat();
      server.say({ type: "heartbeat", heartbeat: genuine });
      const lastTruthAt = performance.now();
      const wallAtTruth = Date.now();
      lies[what](server, genuine);
      const clicking = setInterval(() => scene.click(), 100);
      await until(() => server.of("end").length > 0, "the end", 30_000).finally(() => clearInterval(clicking));
      const endedMs = Number((await customer.logged("session.stopped"))["time"]) - wallAtTruth;
      expect(endedMs, what).toBeLessThan(policy.END_AFTER_MS + onTheWayMs);
      expect(endedMs, what).toBeGreaterThan(policy.END_AFTER_MS - 2_000);
      expect(await customer.endText(), what).toContain(expected);
      expect(server.peer.lastPacketAt - lastTruthAt, what).toBeLessThan(policy.FREEZE_AFTER_MS + lastPacketMs);
      const clicks = target.eventsOf("button").length;
      // The truth comes too late: what is over stays over.
      server.beatHonestly();
      scene.click();
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
  const scene = await openScene();
  const { server, target, customer } = scene;
  lies["another key's"](server, server.heartbeat());
  const clicking = setInterval(() => scene.click(), 100);
  await until(() => server.of("end").length > 0, "the end", 30_000).finally(() => clearInterval(clicking));
  expect(server.of("end")).toEqual([{ type: "end", reason: "recorder_lost" }]);
  expect(server.peer.packets).toBe(0);
  expect(target.eventsOf("button")).toEqual([]);
  expect(await customer.endText()).toContain(recordingLost);
});
