import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { cleanup } from "node-datachannel";
import { afterAll, afterEach, expect, test } from "vitest";
import { relayExecArgv } from "./launch-relay.ts";
import { RawBrowser } from "./testing/raw-browser.ts";
import { RelayUnderTest, sessionId, viewerId } from "./testing/relay-under-test.ts";

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => cleanup());

test("the relay can connect, and neither write, nor read elsewhere, nor start anything, nor let garbage grow", async () => {
  const probe = fork(fileURLToPath(new URL("./testing/permission-probe.ts", import.meta.url)), [], {
    execArgv: [...relayExecArgv],
    env: {},
  });
  const exited = new Promise((resolve) => probe.once("exit", resolve));
  const results = await new Promise((resolve) => probe.once("message", resolve));
  expect(results).toEqual({
    connection: "done",
    write: "ERR_ACCESS_DENIED",
    readOutside: "ERR_ACCESS_DENIED",
    program: "ERR_ACCESS_DENIED",
    worker: "ERR_ACCESS_DENIED",
    environment: 0,
    mebibytesForGarbage: 4,
  });
  expect(await exited).toBe(0);
});

test("the relay ends with its parent's channel", async () => {
  const relay = await RelayUnderTest.start();
  relay.send({ type: "open", sessionId: sessionId(), elapsedUs: 0 });
  expect(await relay.stop()).toBe(0);
});

test("the relay ends in order although it has had sessions that are forgotten", async () => {
  const program = fileURLToPath(new URL("./testing/closing-program.ts", import.meta.url));
  const relay = fork(program, [], {
    execArgv: ["--no-warnings", "--expose-gc"],
    // The C library overwrites what is freed, so that whoever looks at it again is found out every time (mallopt(3)).
    env: { MALLOC_PERTURB_: "165" },
  });
  const ended = await new Promise((resolve) => relay.once("exit", (code, signal) => resolve({ code, signal })));
  expect(ended).toEqual({ code: 0, signal: null });
});

/** Changes a description as a hostile browser might: lines lost, doubled, swapped, numbers and words replaced. */
const mutation = fc.array(
  fc.record({
    line: fc.nat(200),
    other: fc.nat(200),
    kind: fc.constantFrom("drop", "double", "swap", "number", "word", "cut", "bytes"),
    number: fc.oneof(fc.constantFrom(0, -1, 255, 256, 65_536, 2 ** 31, 2 ** 32, 2 ** 53), fc.nat(200)),
    text: fc.string({ maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 6 },
);

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(sdp: string, changes: Mutation): string {
  const lines = sdp.split("\r\n");
  for (const { line, other, kind, number, text } of changes) {
    const at = line % lines.length;
    const also = other % lines.length;
    const one = lines[at] ?? "";
    if (kind === "drop") lines.splice(at, 1);
    if (kind === "double") lines.splice(also, 0, one);
    if (kind === "swap") [lines[at], lines[also]] = [lines[also] ?? "", one];
    if (kind === "number") lines[at] = one.replace(/\d+/, String(number));
    if (kind === "word") lines[at] = one.replace(/[a-z]+$/i, text);
    if (kind === "cut") lines[at] = one.slice(0, one.length >> 1);
    if (kind === "bytes") lines[at] = one + text;
    if (lines.length === 0) lines.push("");
  }
  return lines.join("\r\n");
}

test("no description, candidate or message ends the process", { timeout: 60_000 }, async () => {
  const relay = await RelayUnderTest.start();
  opened.push(() => relay.stop());
  const browser = new RawBrowser("customer");
  opened.push(() => browser.close());
  const offer = browser.offer();
  const session = { sessionId: sessionId("b") };
  const viewer = { ...session, viewerId: viewerId("b") };
  let round = 0;
  await fc.assert(
    fc.asyncProperty(mutation, fc.string({ maxLength: 80 }), async (changes, text) => {
      round += 1;
      relay.send({ type: "open", ...session, elapsedUs: 0 });
      relay.send({ type: "customer_offer", ...session, sdp: mutated(offer, changes) || "v=0" });
      relay.send({ type: "add_viewer", ...viewer });
      relay.send({
        type: "technician_answer",
        ...viewer,
        sdp: mutated(offer.replace("sendonly", "recvonly"), changes) || "v=0",
      });
      for (const candidate of [text, `candidate:${text}`, `candidate:1 1 udp 1 127.0.0.1 ${text} typ host`]) {
        relay.send({ type: "customer_candidate", ...session, candidate: { candidate, mid: text.slice(0, 8) } });
        relay.send({ type: "technician_candidate", ...viewer, candidate: { candidate, mid: "0" } });
      }
      relay.send({ type: "close", ...session });
      await expect
        .poll(() => relay.reports.filter(({ type }) => type === "closed").length, { timeout: 5000, interval: 5 })
        .toBe(round);
    }),
    { numRuns: 400 },
  );
  for (const nonsense of [null, 1, "x", [], { type: "open" }, { type: "rm" }, new Uint8Array(10)])
    relay.sendAnything(nonsense);
  relay.send({ type: "open", ...session, elapsedUs: 0 });
  relay.send({ type: "customer_offer", ...session, sdp: offer });
  await expect.poll(() => relay.reports.at(-1)?.type).toMatch(/customer_(answer|candidate|leg)/);
});
