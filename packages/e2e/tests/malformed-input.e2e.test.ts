import { malformedBytes, malformedTexts, schemaExamples } from "@ferndiagnose/protocol/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Aftermath, beginOrdinarySession } from "../src/forged-aftermath.ts";
import { ForgedCustomer } from "../src/forged-customer.ts";
import { recordedMessages } from "../src/forged-recording-reader.ts";
import { until } from "../src/forged-server.ts";
import { ForgedTechnician } from "../src/forged-technician.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { Server } from "../src/server.ts";

const messagesEach = 10_000;
/** Below the relay's thousand a second, so that each message is judged by its form and not by the flood. */
const perSecond = 850;
const tooLong = 100;
const marker = "ZEICHEN4711";
const seed = Number(process.env["FUZZ_SEED"]);

let server: Server;
let visitor: ForgedVisitor;
let technician: ForgedTechnician;
let customer: ForgedCustomer;
let aftermath: Aftermath;
let inputs: (string | Uint8Array)[];
let pointers: (string | Uint8Array)[];

/** Control is granted, so nothing but its form stands against a message; and the customer's end is ours, to see what comes through. */
beforeAll(async () => {
  // Made beforehand: this takes seconds in which no connection of this process is looked after.
  inputs = malformedFor("InputMessage", messagesEach);
  pointers = malformedFor("PointerMessage", messagesEach);
  server = await Server.start();
  visitor = await ForgedVisitor.signIn(server);
  technician = await ForgedTechnician.begin(visitor);
  customer = await ForgedCustomer.join(server, technician.key);
  await technician.admit();
  await customer.agree(true);
  await technician.connected();
  aftermath = new Aftermath(server);
  await until(
    () => {
      technician.input("input", { type: "release_all" });
      return customer.peer.messages.length > 0;
    },
    "an ordinary message to come through",
    20_000,
  );
  await pause(300);
});
afterAll(async () => {
  technician?.close();
  customer?.close();
  await server?.stop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function malformedFor(schema: string, numRuns: number): (string | Uint8Array)[] {
  const form = schemaExamples.find(({ name }) => name === schema);
  if (form === undefined) throw new Error(`No examples of ${schema}`);
  const texts = malformedTexts(form, marker).filter((text) => text !== "");
  const message = fc.oneof({ weight: 9, arbitrary: texts }, { weight: 1, arbitrary: malformedBytes() });
  return fc.sample(message, { numRuns, seed });
}

async function send(messages: readonly unknown[], say: (message: unknown) => boolean): Promise<number> {
  let dueAt = performance.now();
  let sent = 0;
  for (const message of messages) {
    while (performance.now() < dueAt) await pause(5);
    // What a busy machine held up for long is not made up for: that would be a flood.
    dueAt = Math.max(dueAt, performance.now() - 300) + 1_000 / perSecond;
    if (say(message)) sent += 1;
  }
  return sent;
}

test(`point 11: ${messagesEach} malformed messages on each channel of a technician reach no customer (seed ${seed})`, async () => {
  const before = customer.peer.messages.length;
  const [sentInputs] = await Promise.all([
    send(inputs, (message) => technician.peer.send("input", message)),
    send(pointers, (message) => technician.peer.send("pointer", message)),
  ]);
  expect(sentInputs).toBe(messagesEach);
  await pause(1_000);
  expect(customer.peer.messages.slice(before)).toEqual([]);
  expect(await aftermath.findings(marker)).toEqual([]);
});

test("… nor does a flood, a message that is too long, or a channel nobody agreed on", async () => {
  const before = customer.peer.messages.length;
  for (let count = 0; count < tooLong; count++) {
    technician.input("input", JSON.stringify({ type: "text", text: "x".repeat(16_500) }));
    technician.input("input", Buffer.alloc(30_000));
    await pause(2);
  }
  for (let count = 0; count < 20_000; count++) technician.input("input", "[");
  for (const label of ["Input", "input ", "", "x".repeat(1_000), "control"]) {
    const channel = technician.peer.openChannel(label);
    await pause(50);
    if (channel.isOpen()) channel.sendMessage('{"type":"release_all"}');
  }
  await pause(2_000);
  expect(customer.peer.messages.slice(before)).toEqual([]);
  expect(await aftermath.findings(marker)).toEqual([]);
});

test("… and nothing that a customer sends on channels and track reaches the technician as a message", async () => {
  await send(inputs, (message) => customer.peer.send("input", message));
  for (const bytes of fc.sample(malformedBytes(), { numRuns: messagesEach, seed })) {
    const packet = Buffer.concat([
      Buffer.from([0x80 | ((bytes[0] ?? 0) & 0x3f), bytes[1] ?? 0]),
      bytes,
      Buffer.alloc(12),
    ]);
    try {
      customer.peer.sendPacket(packet);
    } catch {
      // Our own library refuses some of it.
    }
  }
  await pause(1_000);
  expect(technician.peer.messages).toEqual([]);
  expect(await aftermath.findings(marker)).toEqual([]);
});

test("afterwards the session still works, and the recording names the code of every refusal", async () => {
  const before = customer.peer.messages.length;
  technician.input("input", { type: "text", text: "ordnungsgemäß" });
  await until(() => customer.peer.messages.length > before, "an ordinary message to come through", 20_000);
  customer.end();
  const messages = await recordedMessages(server, {
    number: technician.sessionId,
    complaintCode: customer.complaintCode,
  });
  const codes = new Map<string, number>();
  for (const { label, refused } of messages) {
    const name = `${label} ${refused ?? "delivered"}`;
    codes.set(name, (codes.get(name) ?? 0) + 1);
  }
  console.info(Object.fromEntries(codes));
  expect(codes.get("input message_malformed")).toBeGreaterThanOrEqual(messagesEach);
  expect(codes.get("pointer message_malformed")).toBeGreaterThan(messagesEach * 0.95);
  expect(codes.get("input message_too_large")).toBe(tooLong);
  const delivered = messages.filter(({ refused }) => refused === undefined).map(({ text }) => text);
  expect(new Set(delivered)).toEqual(new Set(['{"type":"release_all"}', '{"type":"text","text":"ordnungsgemäß"}']));
  await beginOrdinarySession(visitor);
  expect(await aftermath.findings(marker)).toEqual([]);
});
