import { expect, test } from "vitest";
import { isUsableCandidate } from "./ice-candidate.ts";

test.for([
  ["candidate:1 1 udp 2113937151 192.0.2.2 33501 typ host", true],
  ["a=candidate:1 1 udp 2113937151 2001:db8::1 33501 typ host", true],
  ["candidate:1 1 udp 2113937151 0f1a7d.local 33501 typ host", false],
  ["candidate:1 1 udp 2113937151 internal.example 33501 typ host", false],
  ["", false],
  ["192.0.2.2", false],
] as const)("%s: %s", ([candidate, usable]) => {
  expect(isUsableCandidate(candidate)).toBe(usable);
});
