import { expect, test } from "vitest";
import { takeLinkToken } from "./one-time-link.ts";

function taken(hash: string) {
  const addresses: unknown[] = [];
  const token = takeLinkToken(
    { hash, pathname: "/", search: "?a=b" },
    { replaceState: (_data, _title, address) => addresses.push(address) },
  );
  return { token, addresses };
}

test("the token leaves the address and the history", () => {
  expect(taken("#link=abc_-123")).toEqual({ token: "abc_-123", addresses: ["/?a=b"] });
});

test("without a link the address stays as it is", () => {
  expect(taken("")).toEqual({ token: undefined, addresses: [] });
  expect(taken("#other")).toEqual({ token: undefined, addresses: [] });
});
