import { schemaExamples, spoiledValues } from "@ferndiagnose/protocol/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RelayUnderTest, sessionId } from "./testing/relay-under-test.ts";

const messages = 10_000;
const seed = Number(process.env["FUZZ_SEED"]);
/** What the channel between two processes can carry beyond JSON. */
const beyondJson = fc.constantFrom<unknown>(
  undefined,
  Number.NaN,
  10n,
  new Date(0),
  /x/,
  new Map([["type", "close"]]),
  new Set(["close"]),
  new Uint8Array(1_000),
  new SharedArrayBuffer(8),
  new Error("close"),
);

test(`the relay takes none of ${messages} malformed commands (seed ${seed})`, { timeout: 60_000 }, async () => {
  const form = schemaExamples.find(({ name }) => name === "RelayCommand");
  if (form === undefined) throw new Error("No examples of RelayCommand");
  const relay = await RelayUnderTest.start();
  const { processId } = relay;
  try {
    const commands = fc.oneof(
      { weight: 9, arbitrary: spoiledValues(form, "marker") },
      { weight: 1, arbitrary: beyondJson },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(...form.examples), beyondJson)
          .map(([example, value]) => ({ ...(example as object), sessionId: value })),
      },
    );
    for (const command of fc.sample(commands, { numRuns: messages, seed })) {
      try {
        relay.sendAnything(command);
      } catch (error) {
        // Some of it cannot even be sent: no form for it, or nested too deeply.
        expect(String(error)).toMatch(/could not be cloned|must be one of type|must be specified|call stack size/);
      }
    }
    relay.send({ type: "open", sessionId: sessionId("q"), elapsedUs: 0 });
    relay.send({ type: "close", sessionId: sessionId("q") });
    await relay.report("closed");
    expect(relay.reports).toEqual([{ type: "ready" }, { type: "closed", sessionId: sessionId("q") }]);
    expect(relay.processId).toBe(processId);
  } finally {
    expect(await relay.stop()).toBe(0);
  }
});
