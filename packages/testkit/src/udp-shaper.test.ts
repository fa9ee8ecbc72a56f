import { createSocket, type Socket } from "node:dgram";
import { afterEach, expect, test } from "vitest";
import { redirectedCandidate, type Shape, UdpShaper, udpAddressOf } from "./udp-shaper.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function socket(): Promise<Socket> {
  const made = createSocket("udp4");
  opened.push(made);
  await new Promise<void>((resolve) => made.bind(0, "127.0.0.1", resolve));
  return made;
}

/** A target that answers every packet, a sender before the shaper, and what came back when. */
async function path(shape: Partial<Shape>, seed = 7) {
  const target = await socket();
  target.on("message", (packet, from) => target.send(packet, from.port, from.address));
  const shaper = await UdpShaper.start({ target: { address: "127.0.0.1", port: target.address().port }, seed, shape });
  opened.push(shaper);
  const sender = await socket();
  const back: { number: number; atMs: number }[] = [];
  sender.on("message", (packet) => back.push({ number: packet.readUInt32BE(0), atMs: performance.now() }));
  const send = (number: number, bytes = 100) => {
    const packet = Buffer.alloc(bytes);
    packet.writeUInt32BE(number);
    sender.send(packet, shaper.port, "127.0.0.1");
  };
  return { shaper, send, back };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("an open path gives every packet back, in order", async () => {
  const { send, back } = await path({});
  for (let number = 0; number < 200; number += 1) send(number);
  await expect.poll(() => back.length).toBe(200);
  expect(back.map(({ number }) => number)).toEqual(back.map((_, index) => index));
});

test("delay holds a packet in each direction", async () => {
  const { send, back } = await path({ delayMs: 40 });
  const sentAtMs = performance.now();
  send(1);
  await expect.poll(() => back.length).toBe(1);
  expect((back[0]?.atMs ?? 0) - sentAtMs).toBeGreaterThanOrEqual(78);
});

test("the rate holds over a second, and what does not fit the queue is dropped", async () => {
  const { shaper, send, back } = await path({ bitsPerSecond: 800_000, queueBytes: 20_000 });
  const beganMs = performance.now();
  for (let number = 0; number < 100; number += 1) {
    send(number, 1000);
    if (number % 20 === 19) await pause(1);
  }
  const arrived = () => shaper.count("toTarget").packets + shaper.count("toTarget").overflowed;
  await expect.poll(arrived).toBe(100);
  const tookMs = performance.now() - beganMs;
  const { packets } = shaper.count("toTarget");
  // The queue, and one every 10 ms while they came.
  expect(packets).toBeGreaterThanOrEqual(20);
  expect(packets).toBeLessThanOrEqual(21 + tookMs / 10);
  await expect.poll(() => back.length).toBe(packets);
  const lastMs = (back.at(-1)?.atMs ?? 0) - beganMs;
  expect(lastMs).toBeGreaterThan(packets * 10 - 30);
});

test("loss is near its share and repeats with the seed", async () => {
  const lostWith = async (seed: number) => {
    const { shaper, send } = await path({ loss: 0.2 }, seed);
    for (let number = 0; number < 1000; number += 1) {
      send(number);
      if (number % 20 === 19) await pause(1);
    }
    await expect
      .poll(() => {
        const { packets, lost } = shaper.count("toTarget");
        return packets + lost;
      })
      .toBe(1000);
    return shaper.count("toTarget").lost;
  };
  const first = await lostWith(3);
  expect(first).toBeGreaterThan(150);
  expect(first).toBeLessThan(250);
  expect(await lostWith(3)).toBe(first);
});

test("a change takes effect at once, also for one direction alone", async () => {
  const { shaper, send, back } = await path({ loss: 1 });
  send(1);
  await expect.poll(() => shaper.count("toTarget").lost).toBe(1);
  shaper.change({ loss: 0 }, ["toTarget"]);
  send(2);
  await expect.poll(() => shaper.count("fromTarget").lost).toBe(1);
  shaper.change({ loss: 0 });
  send(3);
  await expect.poll(() => back.map(({ number }) => number)).toEqual([3]);
});

test("a candidate is redirected and nothing else of it changes", () => {
  const candidate = "candidate:1 1 UDP 2114977791 192.0.2.7 52773 typ host generation 0";
  expect(udpAddressOf(candidate)).toEqual({ address: "192.0.2.7", port: 52773 });
  expect(redirectedCandidate(candidate, { address: "127.0.0.1", port: 9 })).toBe(
    "candidate:1 1 UDP 2114977791 127.0.0.1 9 typ host generation 0",
  );
  expect(udpAddressOf("candidate:1 1 tcp 1 192.0.2.7 9 typ host")).toBeUndefined();
});
