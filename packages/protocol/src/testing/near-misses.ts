import fc from "fast-check";
import type { SchemaExample } from "./schema-example.ts";

type Form = Pick<SchemaExample, "schema" | "examples">;
type Path = readonly (string | number)[];
type Change = { readonly kind: (typeof kinds)[number]; readonly at: number; readonly piece: unknown };

const kinds = ["drop", "add", "retype", "lengthen", "nest", "write", "double"] as const;
const hostileNames = ["__proto__", "constructor", "prototype", "toString", "toJSON", "length", "type", ""];
const hostileNumbers = [-1, 0.5, -0, 2 ** 31, 2 ** 53, 1e308, -1e308, 5e-324];
const hostileTexts = [
  "\0",
  "\ud800",
  "\udc00\ud800",
  "\u202e",
  "\ufeff",
  "../../etc/passwd",
  "' OR 1=1 --",
  "<script>",
];
const hostileLiterals = ["1e999", "-1e999", "NaN", "01", "0x10", "1_000", "undefined", "{}", '"', "]", ",,", "/**/"];
/** In characters of up to three bytes: a text has to fit into the smallest message that anybody takes (16 KiB). */
const maxLength = 5_000;
const otherDigits = ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"];

/** Values that come close to these examples and are none of the schema's. What they say of their own holds `marker`. */
export function spoiledValues(form: Form, marker: string): fc.Arbitrary<unknown> {
  return spoiled(form, marker).filter((value) => !form.schema.safeParse(value).success);
}

/** JSON texts, nearly JSON texts, and plain text, none of which the schema accepts. */
export function malformedTexts(form: Form, marker: string): fc.Arbitrary<string> {
  const nearMiss = fc
    .tuple(spoiled(form, marker), fc.option(fc.tuple(fc.nat(), fc.constantFrom(...hostileLiterals)), { freq: 3 }))
    .map(([value, literal]) => writtenWrongly(JSON.stringify(value) ?? "", literal));
  const json = fc.json({ maxDepth: 3 });
  const text = fc.string({ unit: "binary", maxLength: 60 }).map((rest) => marker + rest);
  return fc
    .oneof({ weight: 6, arbitrary: nearMiss }, { weight: 1, arbitrary: json }, { weight: 1, arbitrary: text })
    .filter((candidate) => candidate.length <= maxLength && isRefused(form, candidate));
}

/** Bytes without any sense. */
export function malformedBytes(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 1, maxLength: 300 });
}

function spoiled({ examples }: Form, marker: string): fc.Arbitrary<unknown> {
  const piece = fc.oneof(
    fc.constantFrom<unknown>(null, true, marker, [], {}, [[]], ...hostileNumbers),
    fc.constantFrom(...hostileTexts).map((text) => text + marker),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const change: fc.Arbitrary<Change> = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(), piece });
  return fc
    .tuple(fc.constantFrom(...examples), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([example, changes]) => changes.reduce((value, one) => applyChange(value, one, marker), example));
}

function applyChange(value: unknown, { kind, at, piece }: Change, marker: string): unknown {
  const path = placeFor(kind, value, at);
  return replaceAt(value, path, (old) => {
    switch (kind) {
      case "drop":
        return undefined;
      case "add":
        return isFields(old) ? withField(old, hostileNames[at % hostileNames.length] || marker, piece) : piece;
      case "retype":
        return piece;
      case "lengthen":
        return longer(old, at, marker);
      case "nest":
        return nested(old, at);
      case "write":
        return typeof old === "string" ? rewritten(old, at, piece) : piece;
      case "double":
        return Array.isArray(old) ? [...old, ...old, piece] : [old, old];
      default:
        return kind satisfies never;
    }
  });
}

/** Fields are added to objects; the rest happens inside the message much more often than to all of it. */
function placeFor(kind: Change["kind"], value: unknown, at: number): Path {
  const all = [...pathsOf(value)];
  const fit = kind === "add" ? all.filter((path) => isFields(valueAt(value, path))) : all.slice(at % 9 === 0 ? 0 : 1);
  return fit[at % fit.length] ?? [];
}

/** Mostly a little, seldom a lot: ten thousand of them are held in memory at once. */
function amount(at: number, little: number, much: number): number {
  return at % 40 === 0 ? much : 1 + (at % little);
}

function longer(old: unknown, at: number, marker: string): unknown {
  if (Array.isArray(old)) return Array.from({ length: amount(at, 20, 500) }, () => marker);
  const unit = typeof old === "string" && old !== "" ? old.slice(0, 1_000) : marker;
  return unit.repeat(Math.ceil(amount(at, 1_500, 20_000) / unit.length));
}

function nested(old: unknown, at: number): unknown {
  let value = old;
  for (let level = amount(at, 30, 2_000); level > 0; level--) value = [value];
  return value;
}

/** Other scripts' digits for ours, or something strange in the middle. */
function rewritten(old: string, at: number, piece: unknown): string {
  const digits = otherDigits[at % otherDigits.length] ?? "";
  if (at % 2 === 0 && /\d/.test(old)) return old.replace(/\d/g, (digit) => digits[Number(digit)] ?? digit);
  const place = at % (old.length + 1);
  // Not String(): an object without a prototype has no text of its own.
  const strange = typeof piece === "string" ? piece : JSON.stringify(piece);
  return old.slice(0, place) + strange + old.slice(place);
}

function writtenWrongly(json: string, literal: [number, string] | null): string {
  if (literal === null) return json;
  const [at, text] = literal;
  if (at % 3 === 0) return json.replace(/-?\d+(\.\d+)?|true|false|null/, text);
  const place = at % (json.length + 1);
  return at % 3 === 1 ? json.slice(0, place) : json.slice(0, place) + text + json.slice(place);
}

function* pathsOf(value: unknown, path: Path = [], depth = 0): Generator<Path> {
  yield path;
  if (depth > 6 || !isContainer(value)) return;
  for (const key of Array.isArray(value) ? [...value.slice(0, 3).keys()] : Object.keys(value).slice(0, 20)) {
    yield* pathsOf((value as Record<string | number, unknown>)[key], [...path, key], depth + 1);
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

function replaceAt(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const next = replaceAt((value as Record<string | number, unknown>)[key], rest, change);
  if (Array.isArray(value)) return value.map((element, index) => (index === key ? next : element));
  return withField(value as Record<string, unknown>, key as string, next);
}

/** As an own field, `__proto__` too; without it when the content is undefined. */
function withField(fields: Record<string, unknown>, name: string, content: unknown): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([key]) => key !== name);
  return Object.fromEntries(content === undefined ? kept : [...kept, [name, content]]);
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return isContainer(value) && !Array.isArray(value);
}

function isRefused({ schema }: Form, text: string): boolean {
  try {
    return !schema.safeParse(JSON.parse(text)).success;
  } catch {
    // No JSON at all: refused.
    return true;
  }
}
