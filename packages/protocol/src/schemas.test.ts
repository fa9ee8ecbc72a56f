import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as protocol from "./index.ts";
import * as ipc from "./ipc.ts";
import { schemaExamples } from "./testing/examples.ts";
import { mutantsOf } from "./testing/mutants.ts";

test("every exported schema has examples", () => {
  const exported = Object.entries({ ...protocol, ...ipc }).filter(([, value]) => value instanceof z.ZodType);
  const tested = new Map(schemaExamples.map(({ name, schema }) => [name, schema]));
  expect(exported.map(([name]) => name).filter((name) => !tested.has(name))).toEqual([]);
  for (const [name, schema] of exported) expect(tested.get(name)).toBe(schema);
});

describe.each(schemaExamples)("$name", ({ schema, examples, optional, valid, json }) => {
  test("accepts its examples and keeps them as they are", () => {
    for (const example of examples) {
      expect(schema.parse(example)).toEqual(example);
      if (json !== false) expect(protocol.parseMessage(schema, JSON.stringify(example))).toEqual(example);
    }
  });

  test("has an example of every variant", () => {
    if (!(schema instanceof z.ZodDiscriminatedUnion)) return;
    const field = schema.def.discriminator;
    const variants = [...(schema._zod.propValues[field] ?? [])];
    const shown = new Set(examples.map((example) => (example as Record<string, unknown>)[field]));
    expect(variants.filter((variant) => !shown.has(variant as string))).toEqual([]);
  });

  test("refuses fields too many or missing, other types, unknown variants, and what is too long", () => {
    const accepted = examples.flatMap((example) =>
      [...mutantsOf(example, optional)].filter(({ value }) => schema.safeParse(value).success).map(({ what }) => what),
    );
    expect([...new Set(accepted)]).toEqual(valid ?? []);
  });

  test("does without its optional fields", () => {
    for (const path of optional ?? []) {
      if (path.includes(".")) continue;
      for (const example of examples) {
        const { [path]: given, ...rest } = example as Record<string, unknown>;
        if (given !== undefined) expect(schema.parse(rest)).toEqual(rest);
      }
    }
  });
});
