import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ProtocolError } from "./errors.ts";
import { parseMessage } from "./json.ts";
import { schemaExamples } from "./testing/examples.ts";

const schemas = fc.constantFrom(...schemaExamples.map(({ schema }) => schema));
const examples = fc.constantFrom(...schemaExamples.flatMap((one) => one.examples));

/** The code `text` is refused with, or undefined when it is accepted. Anything but a ProtocolError is thrown on. */
function refusal(schema: z.ZodType, text: string): string | undefined {
  try {
    parseMessage(schema, text);
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe("no text makes parseMessage throw anything but message_malformed", { timeout: 60_000 }, () => {
  const runs = { numRuns: 5_000 };

  test("random text", () => {
    fc.assert(
      fc.property(schemas, fc.string({ unit: "binary" }), (schema, text) => {
        expect([undefined, "message_malformed"]).toContain(refusal(schema, text));
      }),
      runs,
    );
  });

  test("random JSON, dangerous names included", () => {
    const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "type", "at", "actor"));
    const json = fc.dictionary(key, fc.oneof(fc.jsonValue({ maxDepth: 2 }), examples), { maxKeys: 6 });
    fc.assert(
      fc.property(schemas, json, (schema, value) => {
        const text = JSON.stringify(value);
        expect([undefined, "message_malformed"]).toContain(refusal(schema, text));
      }),
      runs,
    );
  });

  test("valid messages with one character changed, cut or doubled", () => {
    const spoiled = fc
      .tuple(examples, fc.nat(), fc.string({ unit: "binary", maxLength: 2 }))
      .map(([example, at, piece]) => {
        const text = JSON.stringify(example);
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + (at % 3));
      });
    fc.assert(
      fc.property(schemas, spoiled, (schema, text) => {
        expect([undefined, "message_malformed"]).toContain(refusal(schema, text));
      }),
      runs,
    );
  });

  test("very deep nesting and very long texts", () => {
    for (const { schema } of schemaExamples) {
      expect(refusal(schema, "[".repeat(100_000))).toBe("message_malformed");
      expect(refusal(schema, `${"[".repeat(5_000)}${"]".repeat(5_000)}`)).toBe("message_malformed");
      expect(refusal(schema, `{"type":${JSON.stringify("x".repeat(100_000))}}`)).toBe("message_malformed");
    }
  });
});

test("what is accepted is new: no prototype and no name of the sender's choice gets in", () => {
  const schema = z.strictObject({ type: z.literal("x") });
  expect(refusal(schema, '{"type":"x","__proto__":{"admin":true}}')).toBe("message_malformed");
  expect(Object.getPrototypeOf(parseMessage(schema, '{"type":"x"}'))).toBe(Object.prototype);
});

test("the refusal does not repeat what was sent", () => {
  const secret = "my secret words";
  try {
    parseMessage(z.strictObject({ type: z.literal("x") }), JSON.stringify({ type: secret }));
    expect.unreachable();
  } catch (error) {
    expect((error as Error).message).not.toContain(secret);
  }
});
