import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PlayedSession, playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

const sentence = 'Grüße, "ÄÖÜß€" @{}[]\\|~ Ж 😀';

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server?.stop());

describe("the technician's mouse", () => {
  let display: VirtualDisplay;
  let target: TargetWindow;
  let session: PlayedSession;

  beforeAll(async () => {
    display = await startVirtualDisplay();
    target = await TargetWindow.open(display);
    session = await playSession(server, display, "control");
  });

  afterAll(async () => {
    await session?.stop();
    await target?.stop();
    await display?.stop();
  });

  test.each(["Originalgröße", "Einpassen"])("reaches the right pixel with the picture at %s", async (scale) => {
    const { technician } = session;
    await technician.page.getByText(scale, { exact: true }).click();
    for (const [x, y] of [
      [200, 300],
      [1101, 557],
      [639, 701],
    ] as const) {
      const before = target.eventsOf("button").length;
      await technician.click(x, y);
      await expect
        .poll(() => target.eventsOf("button").slice(before), { timeout: 15_000 })
        .toMatchObject([
          { pressed: true, button: 1, x, y },
          { pressed: false, button: 1, x, y },
        ]);
    }
    const before = target.eventsOf("wheel").length;
    await technician.turnWheel(333, 444, 120);
    await expect
      .poll(() => target.eventsOf("wheel").slice(before), { timeout: 15_000 })
      .toMatchObject([{ direction: "down", x: 333, y: 444 }]);
  });

  test("F11 from the technician does nothing", async () => {
    const { technician } = session;
    await technician.click(200, 300);
    await technician.page.keyboard.press("F11");
    await technician.click(210, 310);
    await target.waitFor((event) => event.event === "button" && event.x === 210);
    expect(target.eventsOf("key").filter(({ name }) => name === "F11")).toEqual([]);
    expect(await technician.page.locator('[data-screen="picture"]').count()).toBe(1);
  });
});

describe.each(["us", "de"] as const)("the technician's keyboard, customer's keymap %s", (keymap) => {
  test("every character arrives as it was typed", async () => {
    const display = await startVirtualDisplay({ keymap });
    const field = await TargetWindow.open(display, { mode: "text" });
    const session = await playSession(server, display, "control");
    try {
      await session.technician.click(400, 400);
      await session.technician.page.keyboard.type(sentence, { delay: 20 });
      await field.waitFor((event) => event.event === "text" && event.text === sentence, 20_000).catch(() => undefined);
      expect(field.text).toBe(sentence);
      await session.technician.page.keyboard.press("Enter");
      await session.technician.page.keyboard.press("Control+a");
      await session.technician.page.keyboard.press("Delete");
      await field.waitFor((event) => event.event === "text" && event.text === "");
    } finally {
      await session.stop();
      await field.stop();
      await display.stop();
    }
  });
});
