import { expect, test } from "vitest";
import { addressOf, placeOf } from "./place.ts";

test("addresses lead to their pages, with and without a slash at the end", () => {
  expect(["/", "/receipt", "/receipt/", "/terms", "/privacy/"].map(placeOf)).toEqual([
    "start",
    "receipt",
    "receipt",
    "terms",
    "privacy",
  ]);
});

test("an unknown address shows the start page", () => {
  for (const path of ["", "/x", "/terms/x", "//", "/Terms"]) expect(placeOf(path)).toBe("start");
});

test("the language goes along", () => {
  expect(addressOf("terms", "?lang=en")).toBe("/terms?lang=en");
  expect(addressOf("start", "")).toBe("/");
});
