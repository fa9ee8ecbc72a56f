import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { inputOfEveryKind } from "../src/forged-input.ts";
import { recordedMessages } from "../src/forged-recording-reader.ts";
import { until } from "../src/forged-server.ts";
import { ForgedTechnician } from "../src/forged-technician.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { Server } from "../src/server.ts";

let display: VirtualDisplay;
let target: TargetWindow;
let server: Server;
let customer: Customer;
let technician: ForgedTechnician;

beforeAll(async () => {
  server = await Server.start();
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display, { moving: true });
  customer = await Customer.start(display, server.summary.portal);
  technician = await ForgedTechnician.begin(await ForgedVisitor.signIn(server));
  await customer.enterKey(technician.key);
  await technician.admit();
  await customer.consent();
  await customer.choose("view");
  await technician.connected();
  await until(() => technician.peer.packets > 5, "the picture", 15_000);
});
afterAll(async () => {
  technician?.close();
  await customer?.close();
  await target?.stop();
  await display?.stop();
  await server?.stop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inputEvents = () =>
  target.events.filter(({ event }) => ["button", "wheel", "motion", "key", "text"].includes(event));
const rounds = 20;
/** In which control was allowed, as far as the technician knew. */
let allowedRounds = 0;

test("promise 4: with view only, input sent straight to the relay reaches nothing", async () => {
  for (let round = 0; round < rounds; round++) {
    for (const [label, message] of inputOfEveryKind()) technician.input(label, message);
    await pause(10);
  }
  await pause(1_000);
  expect(inputEvents()).toEqual([]);
});

test("promise 4: a technician can ask for control and cannot take it", async () => {
  const said = technician.socket.texts.length;
  const rights = { view: { kind: "screen", number: 1, of: 1 }, control: true };
  const attempts: [unknown, string | undefined][] = [
    [{ type: "rights_changed", rights }, "message_malformed"],
    [{ type: "request_rights", request: "control", granted: true }, "message_malformed"],
    [{ type: "set_rights", sessionId: technician.sessionId, rights }, "message_malformed"],
    [{ type: "consent_given", termsVersion: "2026-11-01.1", privacyVersion: "2026-11-01.1" }, "message_malformed"],
    [{ type: "admit" }, "not_possible_now"],
    [{ type: "request_rights", request: "control" }, undefined],
  ];
  for (const [attempt] of attempts) technician.socket.say(attempt);
  const allow = (await customer.status()).getByRole("button", { name: "Ja, erlauben", exact: true });
  await allow.waitFor();
  const codes = technician.socket.messages
    .slice(said)
    .filter(({ type }) => type === "problem")
    .map((message) => (message["problem"] as { code: string }).code);
  expect(codes).toEqual(attempts.flatMap(([, code]) => code ?? []));
  for (const [label, message] of inputOfEveryKind()) technician.input(label, message);
  await pause(1_000);
  expect(await allow.isVisible()).toBe(true);
  expect(inputEvents()).toEqual([]);
});

test("as soon as the customer allows it, the same messages arrive; taken back, they stop", async () => {
  await customer.answer(true);
  await technician.socket.hear((message) => (message["rights"] as { control?: boolean })?.control === true);
  // The technician may know of it a moment before the relay does.
  await until(
    async () => {
      for (const [label, message] of inputOfEveryKind()) technician.input(label, message);
      allowedRounds += 1;
      await pause(500);
      return new Set(inputEvents().map(({ event }) => event)).size >= 4;
    },
    "button, wheel, motion, key",
    15_000,
  );
  await customer.setControl(false);
  // What was let through before may still wait for its turn.
  await pause(1_000);
  const before = inputEvents().length;
  for (const [label, message] of inputOfEveryKind()) technician.input(label, message);
  await pause(1_000);
  expect(inputEvents()).toHaveLength(before);
});

test("the recording holds every refused message with its code", async () => {
  technician.end();
  await customer.endText();
  const messages = await recordedMessages(server, await customer.receipt());
  const sent = [...inputOfEveryKind()];
  const texts = sent.filter(([, message]) => !(message instanceof Uint8Array));
  const refused = messages.filter((message) => message.refused === "input_not_granted");
  // Pointer places may get lost on the way, so that channel is counted loosely.
  const reliable = texts.filter(([label]) => label === "input").length;
  const refusedInput = refused.filter(({ label }) => label === "input").length;
  expect(refusedInput).toBeGreaterThanOrEqual(reliable * (rounds + 2));
  expect(refusedInput).toBeLessThan(reliable * (rounds + 2 + allowedRounds));
  expect(refused.filter(({ label }) => label === "pointer").length).toBeGreaterThan(rounds);
  expect(messages.filter(({ refused }) => refused === undefined).length).toBeGreaterThan(5);
  expect(messages.filter(({ text, refused }) => text.includes('"control":true') && refused === undefined)).toEqual([]);
});
