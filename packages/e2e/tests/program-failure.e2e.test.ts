import { startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { afterEach, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { ForgedServer, until } from "../src/forged-server.ts";

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Electron's own way with these is a window with the error in it, or a warning, and a session that goes on. */
test.each(["exception", "rejection"])(
  "promise 5: what nobody caught (%s) in the customer's program switches off",
  async (kind) => {
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
    server.beatHonestly();
    server.say({ type: "viewers", count: 1 });
    await server.connected();
    await until(() => server.peer.packets > 5, "the picture", 8_000);

    await customer.app.evaluate((_electron, what) => {
      if (what === "rejection") void Promise.reject(new Error("made by a test"));
      else
        setImmediate(() => {
          throw new Error("made by a test");
        });
    }, kind);

    expect(await customer.endText()).toContain("Das Programm am gezeigten Computer hatte einen Fehler");
    expect(server.of("end")).toEqual([{ type: "end", reason: "program_failed" }]);
    const { packets } = server.peer;
    for (const down of [true, false]) server.input("input", { type: "button", x: 0.5, y: 0.8, button: "left", down });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(server.peer.packets).toBe(packets);
    expect(target.eventsOf("button")).toEqual([]);
  },
);
