import { fileURLToPath } from "node:url";
import { logFields } from "@ferndiagnose/data-catalogue";
import { compareLoggedFields } from "@ferndiagnose/testkit/logged-fields";
import { expect, test } from "vitest";

const sources = fileURLToPath(new URL("..", import.meta.url));
const declared = Object.keys(logFields("key-warden"));
const { lines, undeclared, neverLogged } = compareLoggedFields(sources, declared);

test("only declared fields are logged (promise 11)", () => {
  expect(lines).toBeGreaterThan(4);
  expect(undeclared, "Declare them in packages/data-catalogue/src/log/log-fields.ts, or do not log them").toEqual([]);
});

test("nothing is declared that is not logged", () => {
  expect(neverLogged).toEqual([]);
});
