import { policy } from "@ferndiagnose/protocol";
import { afterEach, expect, test } from "vitest";
import { lies } from "../src/forged-heartbeats.ts";
import { ForgedScene } from "../src/forged-scene.ts";
import { until } from "../src/forged-server.ts";

/** From our word until the program has it, and until what it stopped has stopped. */
const onTheWayMs = 500;
/** What a loaded machine may take on top until the last packet, sent before, has come to us. */
const lastPacketMs = 1_000;

const scenes: ForgedScene[] = [];
afterEach(async () => void (await Promise.all(scenes.splice(0).map((scene) => scene.close()))));

async function openScene(): Promise<ForgedScene> {
  const scene = await ForgedScene.open();
  scenes.push(scene);
  return scene;
}

test("promise 6: whatever is said instead of a heartbeat, input and picture stop within 3 s", async () => {
  const scene = await openScene();
  const { target, server, customer } = scene;
  const figures: Record<string, string> = {};
  for (const [what, lie] of Object.entries(lies)) {
    server.beatHonestly();
    const shown = server.peer.packets;
    await until(() => server.peer.packets > shown + 5, "the picture to move", 20_000);
    const clicks = target.eventsOf("button").length;
    scene.click();
    await until(() => target.eventsOf("button").length > clicks, "a click to arrive", 20_000);

    server.fallSilent();
    const genuine = server.heartbeat();
    server.say({ type: "heartbeat", heartbeat: genuine });
    const lastTruthAt = performance.now();
    const wallAtTruth = Date.now();
    const frozen = () => customer.allLogged("session.frozen").filter(({ cause }) => cause === "recording");
    const frozenBefore = frozen().length;
    const repeatsBefore = server.peer.repeats;
    lie(server, genuine);
    const clicking = setInterval(() => scene.click(), 50);
    await until(() => performance.now() - lastTruthAt > policy.FREEZE_AFTER_MS + 1_500, "the freeze", 10_000);
    clearInterval(clicking);
    await until(() => frozen().length > frozenBefore, "the program's word of it", 20_000);
    const frozenMs = Number(frozen().at(-1)?.["time"]) - wallAtTruth;
    const pictureMs = server.peer.lastPacketAt - lastTruthAt;
    const inputMs = (target.eventsOf("button").at(-1)?.at ?? 0) - wallAtTruth;
    const repeats = server.peer.repeats - repeatsBefore;
    figures[what] =
      `frozen ${frozenMs} ms, picture ${Math.round(pictureMs)} ms, input ${Math.round(inputMs)} ms, ${repeats} repeats`;
    expect(frozenMs, what).toBeLessThan(policy.FREEZE_AFTER_MS + onTheWayMs);
    expect(pictureMs, what).toBeLessThan(policy.FREEZE_AFTER_MS + lastPacketMs);
    expect(inputMs, what).toBeLessThan(policy.FREEZE_AFTER_MS + onTheWayMs);
    expect(inputMs, what).toBeGreaterThan(0);
    const status = await customer.status();
    expect(await status.getByRole("alert").innerText()).toContain("Die Aufzeichnung ist nicht gesichert");
  }
  console.info(figures);
});
