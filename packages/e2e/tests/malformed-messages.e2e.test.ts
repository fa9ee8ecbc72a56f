import { readFileSync } from "node:fs";
import path from "node:path";
import { policy } from "@ferndiagnose/protocol";
import { malformedBytes, malformedTexts, schemaExamples } from "@ferndiagnose/protocol/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Aftermath, beginOrdinarySession, socketPaths, tellsTooMuch } from "../src/forged-aftermath.ts";
import { flood } from "../src/forged-flood.ts";
import { ForgedSocket, type SocketPlace } from "../src/forged-socket.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { Server } from "../src/server.ts";

const messagesEach = 10_000;
const chunk = 2_000;
const marker = "ZEICHEN4711";
const seed = Number(process.env["FUZZ_SEED"]);

let server: Server;
let technician: ForgedVisitor;
let places: Record<keyof typeof socketPaths, SocketPlace>;
let aftermath: Aftermath;

beforeAll(async () => {
  server = await Server.start();
  technician = await ForgedVisitor.signIn(server);
  const { portal, viewer, operations } = server.summary;
  const secrets = JSON.parse(readFileSync(path.join(server.dataDir, "secrets.json"), "utf8"));
  places = {
    customer: { url: portal + socketPaths.customer },
    technician: { url: viewer + socketPaths.technician, headers: { cookie: technician.cookie } },
    recorder: {
      url: operations + socketPaths.recorder,
      headers: { authorization: `Bearer ${secrets.recorderToken}` },
    },
  };
  aftermath = new Aftermath(server);
});
afterAll(() => server?.stop());

const sockets = [
  { name: "customer", schema: "CustomerMessage", side: "people" },
  { name: "technician", schema: "TechnicianMessage", side: "people" },
  { name: "recorder", schema: "RecorderMessage", side: "recorder" },
] as const;

/** A recording server also hands on the headers of recordings. */
const bytesAtMost = {
  people: policy.MAX_SIGNALLING_MESSAGE_BYTES,
  recorder: policy.MAX_RECORDER_MESSAGE_BYTES,
} as const;

describe.each(sockets)("promise 11 of the session: the $name's socket", ({ name, schema, side }) => {
  test(`refuses each of ${messagesEach} malformed messages with a code (seed ${seed})`, async () => {
    const form = schemaExamples.find((candidate) => candidate.name === schema);
    if (form === undefined) throw new Error(`No examples of ${schema}`);
    const message = fc.oneof(
      { weight: 9, arbitrary: malformedTexts(form, marker) },
      { weight: 1, arbitrary: malformedBytes() },
    );
    const codes = new Map<string, number>();
    for (let sent = 0; sent < messagesEach; sent += chunk) {
      const result = await flood(places[name], fc.sample(message, { numRuns: chunk, seed: seed + sent }), side);
      for (const [code, times] of result.codes) codes.set(code, (codes.get(code) ?? 0) + times);
      expect([...result.closes]).toEqual([[1008, chunk / 20]]);
      expect([...result.answers].filter((answer) => tellsTooMuch(answer, marker))).toEqual([]);
    }
    const { message_malformed = 0, key_malformed = 0, ...others } = Object.fromEntries(codes);
    expect(others).toEqual({});
    expect(message_malformed + key_malformed).toBe(messagesEach);
    expect(await aftermath.findings(marker)).toEqual([]);
  });

  test("closes on what is no text, no frame, or too large, each with the code that RFC 6455 has for it", async () => {
    const broken: [number, (socket: ForgedSocket) => void][] = [
      [1007, (socket) => socket.sayAsText(Uint8Array.of(0xc3, 0x28))],
      [1009, (socket) => socket.sayRaw(`"${marker.repeat(Math.ceil(bytesAtMost[side] / marker.length))}"`)],
      [1009, (socket) => socket.sayRaw(new Uint8Array(bytesAtMost[side] + 1))],
      // An unmasked frame, reserved bits, an opcode nobody has, a control frame that is too long.
      [1002, (socket) => socket.sayOnTheWire(Uint8Array.of(0x81, 0x02, 0x7b, 0x7d))],
      [1002, (socket) => socket.sayOnTheWire(Uint8Array.of(0xf1, 0x80, 0, 0, 0, 0))],
      [1002, (socket) => socket.sayOnTheWire(Uint8Array.of(0x83, 0x80, 0, 0, 0, 0))],
      [1002, (socket) => socket.sayOnTheWire(Uint8Array.of(0x89, 0xfe, 0x10, 0x00, 0, 0, 0, 0))],
    ];
    for (let round = 0; round < 20; round++) {
      for (const [code, send] of broken) {
        const socket = await ForgedSocket.open(places[name]);
        send(socket);
        await socket.closed();
        expect(socket.closeCode).toBe(code);
      }
    }
    for (const noise of fc.sample(malformedBytes(), { numRuns: 300, seed })) {
      const socket = await ForgedSocket.open(places[name]);
      socket.sayOnTheWire(noise);
      socket.cut();
    }
    expect(await aftermath.findings(marker)).toEqual([]);
  });
});

test("afterwards a session begins as ever", async () => {
  await beginOrdinarySession(technician);
  expect(await aftermath.findings(marker)).toEqual([]);
  // One line per transition and per broken frame, none per refused message.
  expect(aftermath.newLogLines.length).toBeLessThan(3 * 20 * 7 + 3 * 300 + 50);
});
