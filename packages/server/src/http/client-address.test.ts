import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

function request(forwarded?: string): IncomingMessage {
  return { socket: { remoteAddress: "127.0.0.1" }, headers: { "x-forwarded-for": forwarded } } as never;
}

it.each([
  [0, "203.0.113.9", "127.0.0.1"],
  [1, "203.0.113.9", "203.0.113.9"],
  [1, "1.1.1.1, 203.0.113.9", "203.0.113.9"],
  [2, "1.1.1.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"],
  [1, undefined, "127.0.0.1"],
  [2, "203.0.113.9", "127.0.0.1"],
  [1, "203.0.113.9:50123", "203.0.113.9"],
  [1, "[2001:db8::1]:50123", "2001:db8::1"],
  [1, "[2001:db8::1]", "2001:db8::1"],
  [1, "2001:db8::1", "2001:db8::1"],
  [1, "1.1.1.1, unknown", "127.0.0.1"],
  [1, "1.1.1.1, _hidden:7", "127.0.0.1"],
  [1, "1.1.1.1,", "127.0.0.1"],
])("believes %i proxies about %s", (proxies, forwarded, address) => {
  expect(clientAddress(request(forwarded), proxies)).toBe(address);
});
