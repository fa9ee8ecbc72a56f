import { afterEach, expect, test } from "vitest";
import { ForgedScene } from "../src/forged-scene.ts";
import { until } from "../src/forged-server.ts";

let scene: ForgedScene | undefined;
afterEach(() => scene?.close());
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Electron's own way with these is a window with the error in it, or a warning, and a session that goes on. */
test.each(["exception", "rejection"])(
  "promise 5: what nobody caught (%s) in the customer's program switches off",
  async (kind) => {
    scene = await ForgedScene.open();
    const { server, customer, target } = scene;
    server.beatHonestly();
    await until(() => server.peer.packets > 5, "the picture", 20_000);

    await customer.app.evaluate((_electron, what) => {
      if (what === "rejection") void Promise.reject(new Error("made by a test"));
      else
        setImmediate(() => {
          throw new Error("made by a test");
        });
    }, kind);

    expect(await customer.endText()).toContain("Das Programm am gezeigten Computer hatte einen Fehler");
    await expect.poll(() => server.of("end")).toEqual([{ type: "end", reason: "program_failed" }]);
    // What was on its way when the program stopped.
    await pause(300);
    const { packets } = server.peer;
    scene.click();
    await pause(500);
    expect(server.peer.packets).toBe(packets);
    expect(target.eventsOf("button")).toEqual([]);
  },
);
