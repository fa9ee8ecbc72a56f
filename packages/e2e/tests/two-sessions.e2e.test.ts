import { SessionEvent } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KeptReceipt } from "../src/customer.ts";
import { openRecording } from "../src/open-recording.ts";
import { playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server?.stop());

async function startSide(account: number, mode: "view" | "control", frame: number) {
  const display = await startVirtualDisplay();
  const target = await TargetWindow.open(display);
  await target.command(`frame ${frame}`);
  const session = await playSession(server, display, mode, account);
  return {
    ...session,
    target,
    stop: async () => {
      await session.stop();
      await target.stop();
      await display.stop();
    },
  };
}

test("two sessions on one server share nothing", async () => {
  let receipts: KeptReceipt[] = [];
  const one = await startSide(0, "control", 1111);
  const two = await startSide(1, "view", 2222);
  try {
    expect(one.checkCodes.customer).toBe(one.checkCodes.technician);
    expect(two.checkCodes.customer).toBe(two.checkCodes.technician);

    // Picture.
    await one.technician.waitForFrame((frame) => frame === 1111);
    await two.technician.waitForFrame((frame) => frame === 2222);
    await one.target.command("frame 3333");
    await one.technician.waitForFrame((frame) => frame === 3333);
    expect((await two.technician.readPattern())?.frame).toBe(2222);

    // Input and rights.
    await one.technician.click(500, 300);
    await two.technician.click(600, 400);
    await one.target.waitFor((event) => event.event === "button" && !event.pressed);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(one.target.eventsOf("button").map(({ x, y }) => [x, y])).toEqual([
      [500, 300],
      [500, 300],
    ]);
    expect(two.target.eventsOf("button")).toEqual([]);

    // The end of one is not the end of the other.
    await one.customer.pressOff();
    expect(await one.technician.endReason()).toBe("customer_off");
    expect(await two.technician.page.locator('[data-screen="picture"]').count()).toBe(1);
    await two.target.command("frame 4444");
    await two.technician.waitForFrame((frame) => frame === 4444);
    await two.customer.pressOff();
    expect(await two.technician.endReason()).toBe("customer_off");
    receipts = [await one.customer.receipt(), await two.customer.receipt()];
  } finally {
    await one.stop();
    await two.stop();
  }

  // Recorded bytes: each file has its own session's events, input and stream, and none of the other's.
  const recordings = await Promise.all(receipts.map((receipt) => openRecording(server, receipt)));
  const seen = recordings.map(({ records }) => {
    const texts = records.filter(({ kind }) => kind === RecordKind.channelMessage).map(({ payload }) => text(payload));
    const events = records
      .filter(({ kind }) => kind === RecordKind.rightsEvent)
      .map(({ payload }) => SessionEvent.parse(JSON.parse(text(payload))));
    const streams = new Set(
      records.filter(({ kind }) => kind === RecordKind.rtpFromCustomer).map(({ payload }) => ssrcOf(payload)),
    );
    return { input: texts.join("\n"), events: JSON.stringify(events), streams };
  });
  const [control, view] = seen[0]?.input === "" ? [seen[1], seen[0]] : seen;
  expect(control?.input).toContain('\\"button\\"');
  expect(control?.events).toContain('"control":true');
  expect(view?.input, "the page of a technician who may only watch sends nothing").toBe("");
  expect(view?.events).not.toContain('"control":true');
  for (const stream of control?.streams ?? []) expect(view?.streams.has(stream)).toBe(false);
  expect(control?.streams.size).toBeGreaterThan(0);
  expect(view?.streams.size).toBeGreaterThan(0);
  expect(recordings[0]?.bytes.length).toBeGreaterThan(10_000);
});

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** RFC 3550, section 5.1. */
function ssrcOf(packet: Uint8Array): number {
  return new DataView(packet.buffer, packet.byteOffset, packet.byteLength).getUint32(8);
}
