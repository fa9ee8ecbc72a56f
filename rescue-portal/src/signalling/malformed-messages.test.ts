import { CustomerMessage, RecorderMessage, TechnicianMessage } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { type PlayedSession, playUntilLive } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";
import type { ScriptedClient } from "../testing/scripted-client.ts";

const messages = 500;
const strikes = 20;

let portal: PortalUnderTest;
let bystanders: PlayedSession;
let cookie: string;

beforeAll(async () => {
  portal = await PortalUnderTest.start();
  bystanders = await playUntilLive(portal);
  cookie = await portal.signIn();
});
afterAll(() => portal.stop());

/** JSON that nearly fits: the types of real messages with arbitrary rest, arbitrary JSON, and plain noise. */
function malformed(schema: z.ZodType, types: string[]): fc.Arbitrary<string | Buffer> {
  const nearly = fc
    .record({ type: fc.constantFrom(...types), rest: fc.dictionary(fc.string(), fc.jsonValue()) })
    .map(({ type, rest }) => JSON.stringify({ ...rest, type }))
    .filter((text) => !schema.safeParse(JSON.parse(text)).success);
  const noise = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof(
    nearly,
    fc.json().filter((text) => !schema.safeParse(JSON.parse(text)).success),
    fc.string(),
    noise,
  );
}

const ends: [string, z.ZodType, string[], () => Promise<ScriptedClient>][] = [
  [
    "customer",
    CustomerMessage,
    ["join", "resume", "consent_given", "offer", "candidate", "rights_changed", "end"],
    () => portal.customer(),
  ],
  [
    "technician",
    TechnicianMessage,
    ["attach", "answer", "candidate", "request_rights"],
    () => portal.technician(cookie),
  ],
  [
    "recorder",
    RecorderMessage,
    ["hello", "armed", "heartbeat", "ended", "viewers", "receipt", "recording_statuses", "tunnel_answer"],
    () => portal.recorderSocket(),
  ],
];

describe.each(ends)("the %s's socket", (_name, schema, types, open) => {
  it(`answers each of ${messages} malformed messages with a code, is closed after ${strikes}, and nothing dies`, async () => {
    const samples = fc.sample(malformed(schema, types), messages);
    for (let start = 0; start < samples.length; start += strikes) {
      const client = await open();
      const batch = samples.slice(start, start + strikes);
      for (const sample of batch) client.sayRaw(sample);
      if (batch.length === strikes) await client.closed();
      const codes = client.heard.map(
        (message) =>
          (message as never as { problem?: { code: string }; code?: string }).problem?.code ?? message["code"],
      );
      expect(codes).toHaveLength(batch.length);
      for (const code of codes) expect(["message_malformed", "key_malformed"]).toContain(code);
      client.cut();
    }
    bystanders.recorder.say({ type: "viewers", sessionId: bystanders.sessionId, count: 1 });
    await bystanders.customer.take("viewers");
  }, 30_000);
});

it("closes a socket that sends more than a message may hold", async () => {
  const client = await portal.customer();
  client.sayRaw("x".repeat(65 * 1024));
  await client.closed();
  expect(client.closeCode).toBe(1009);
});

it("names a malformed key as such", async () => {
  const client = await portal.customer();
  client.say({ type: "join", version: 1, key: "١٢٣٤٥٦٧" });
  expect(await client.takeProblem()).toBe("key_malformed");
});

it("answers real messages in the wrong order with a code and stays open", async () => {
  const client = await portal.customer();
  for (let count = 0; count < 50; count++) {
    client.say({ type: "consent_refused" });
    expect(await client.takeProblem()).toBe("not_possible_now");
  }
});

it("closes a socket that asks again and again for sessions it has no token of", async () => {
  const client = await portal.customer();
  const resume = { type: "resume", version: 1, sessionId: bystanders.sessionId, resumeToken: "A".repeat(43) };
  for (let count = 0; count < 20; count++) client.say(resume);
  await client.closed();
  expect(client.heard.map((message) => (message as never as { problem: { code: string } }).problem.code)).toEqual(
    Array(5).fill("session_unknown"),
  );
});
