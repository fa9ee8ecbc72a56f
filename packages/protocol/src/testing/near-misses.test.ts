import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMessage } from "../json.ts";
import { schemaExamples } from "./examples.ts";
import { malformedTexts, spoiledValues } from "./near-misses.ts";

const forms = schemaExamples.filter(({ name }) => /Message$|Request$|Command$/.test(name) && name !== "RightsRequest");
const samples = { numRuns: 500, seed: 1 };

test.each(forms)("near misses of $name are refused, and are near", (form) => {
  const texts = fc.sample(malformedTexts(form, "marker"), samples);
  for (const text of texts) expect(() => parseMessage(form.schema, text)).toThrow("expected form");
  expect(texts.filter((text) => text.startsWith("{")).length).toBeGreaterThan(200);
  expect(texts.filter((text) => text.includes("marker")).length).toBeGreaterThan(50);
  for (const value of fc.sample(spoiledValues(form, "marker"), samples)) {
    expect(form.schema.safeParse(value).success).toBe(false);
  }
});
