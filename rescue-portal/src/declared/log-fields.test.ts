import { fileURLToPath } from "node:url";
import { logFields } from "@ferndiagnose/data-catalogue";
import { loggedFields } from "@ferndiagnose/testkit/logged-fields";
import { expect, test } from "vitest";

const logged = loggedFields(fileURLToPath(new URL("..", import.meta.url)));

test("only declared fields are logged (promise 11)", () => {
  const declared = Object.keys(logFields("rescue-portal"));
  expect(logged.length).toBeGreaterThan(4);
  const undeclared = logged.flatMap(({ file, line, names }) =>
    names.filter((name) => !declared.includes(name)).map((name) => `${file}:${line} logs ${name}`),
  );
  expect(undeclared, "Declare them in packages/data-catalogue/src/log/log-fields.ts, or do not log them").toEqual([]);
});

test("nothing is declared that is not logged", () => {
  const names = new Set(logged.flatMap((each) => each.names));
  expect(Object.keys(logFields("rescue-portal")).filter((name) => !names.has(name))).toEqual([]);
});
