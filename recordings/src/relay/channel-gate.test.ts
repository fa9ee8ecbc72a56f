import { expect, test } from "vitest";
import { ChannelGate } from "./channel-gate.ts";

test("a second's worth passes at once, then as many as the time allows", () => {
  const gate = new ChannelGate(10, 100);
  const refusals = (count: number, atUs: number) =>
    Array.from({ length: count }, () => gate.refusal("x", atUs)).filter((refusal) => refusal !== undefined);
  expect(refusals(10, 0)).toEqual([]);
  expect(refusals(2, 0)).toEqual(["input_too_fast", "input_too_fast"]);
  expect(refusals(3, 200_000)).toEqual(["input_too_fast"]);
  expect(refusals(11, 60_000_000)).toEqual(["input_too_fast"]);
});

test("size counts in bytes of UTF-8", () => {
  const gate = new ChannelGate(10, 4);
  expect(gate.refusal("äö", 0)).toBeUndefined();
  expect(gate.refusal("äöü", 0)).toBe("message_too_large");
});

test("binary messages are refused", () => {
  expect(new ChannelGate(10, 4).refusal(Buffer.from("{}"), 0)).toBe("message_malformed");
});
