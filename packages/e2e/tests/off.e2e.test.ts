import { policy } from "@ferndiagnose/protocol";
import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PlayedSession, playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

let server: Server;
let display: VirtualDisplay;
let target: TargetWindow;

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

/** Keeps the technician's mouse moving and clicking until told to stop. */
function keepBusy({ technician }: PlayedSession): () => Promise<void> {
  let busy = true;
  const work = (async () => {
    for (let step = 0; busy; step++) {
      await technician.page.mouse.move(300 + (step % 50) * 10, 400 + (step % 30) * 5);
      if (step % 5 === 0) await technician.page.mouse.click(400, 500);
    }
  })();
  return async () => {
    busy = false;
    await work.catch(() => undefined);
  };
}

/** What the program measured, and what the ordinary X program and the clock say about it from outside. */
async function expectStopped(session: PlayedSession, reason: string): Promise<void> {
  const stopped = await session.customer.logged("session.stopped");
  expect(stopped["reason"]).toBe(reason);
  expect(stopped["inputStoppedMs"]).toBeLessThan(policy.STOP_WITHIN_MS);
  expect(stopped["captureGoneMs"]).toBeLessThan(policy.STOP_WITHIN_MS);
  const pressedAt = Number(stopped["time"]) - Number(stopped["captureGoneMs"]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  // The X server's own times: what was sent before the press may wait there for its turn.
  const late = target.events.filter(({ event, at }) => event !== "done" && at > pressedAt + policy.STOP_WITHIN_MS);
  expect(late, "no input after the stop").toEqual([]);
}

describe("promise 5: off is off", () => {
  let session: PlayedSession;
  let rest: () => Promise<void>;

  beforeEach(async () => {
    session = await playSession(server, display, "control");
    rest = keepBusy(session);
    await target.waitFor(() => target.eventsOf("motion").length > 20, 30_000);
    return async () => {
      await rest();
      await session.stop();
    };
  });

  test("F11", async () => {
    await session.customer.pressF11();
    await expectStopped(session, "customer_f11");
    expect(await session.customer.endText()).toMatch(/F11/);
    expect(await session.technician.endReason()).toBe("customer_f11");
  });

  test("the off button", async () => {
    await session.customer.pressOff();
    await expectStopped(session, "customer_off");
    expect(await session.technician.endReason()).toBe("customer_off");
  });

  test("closing the window", async () => {
    await session.customer.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .find((window) => window.webContents.getURL().includes("status"))
        ?.close();
    });
    await expectStopped(session, "customer_closed_window");
    expect(await session.technician.endReason()).toBe("customer_closed_window");
  });

  test("F11 while the server stands still", async () => {
    server.program.signal("SIGSTOP");
    try {
      await session.customer.pressF11();
      await expectStopped(session, "customer_f11");
      expect(await session.customer.endText()).toMatch(/F11/);
    } finally {
      server.program.signal("SIGCONT");
    }
    expect(await session.technician.endReason()).toBe("customer_f11");
  });

  test.each(["status", "capture"] as const)("F11 while the %s window hangs in an endless loop", async (window) => {
    const page = await session.customer[window]();
    page.evaluate("for (;;) {}").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await session.customer.pressF11();
    await expectStopped(session, "customer_f11");
    expect(await session.technician.endReason()).toBe("customer_f11");
  });
});
