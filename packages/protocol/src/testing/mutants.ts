export type Mutant = { readonly what: string; readonly value: unknown };

/** Longer than every text, and more than every list, that any schema allows. */
const TOO_LONG = 2_000_001;
const TOO_MANY = 100_001;

const discriminators = new Set(["type", "kind", "step", "marker", "state", "code"]);

/**
 * Every way of spoiling `example` at one place: a field too many, a field missing (but those in `optional`, named by
 * their path), a value of another type, a text too long, a list too long, an unknown variant, a number out of range.
 */
export function* mutantsOf(example: unknown, optional: readonly string[] = [], path = ""): Generator<Mutant> {
  for (const value of strangers(example)) yield { what: `${path || "all"} is ${describe(value)}`, value };
  if (Array.isArray(example)) {
    if (example.length === 0) return;
    yield { what: `${path} has too many elements`, value: Array.from({ length: TOO_MANY }, () => example[0]) };
    for (const mutant of mutantsOf(example[0], optional, `${path}[]`)) {
      yield { what: mutant.what, value: [mutant.value, ...example.slice(1)] };
    }
  } else if (isPlainObject(example)) {
    yield { what: `${path || "all"} has a field too many`, value: { ...example, unexpected: 1 } };
    for (const [field, value] of Object.entries(example)) {
      const fieldPath = path === "" ? field : `${path}.${field}`;
      if (!optional.includes(fieldPath)) {
        const { [field]: _, ...rest } = example;
        yield { what: `${fieldPath} is missing`, value: rest };
      }
      if (discriminators.has(field))
        yield { what: `${fieldPath} is unknown`, value: { ...example, [field]: "unexpected" } };
      for (const mutant of mutantsOf(value, optional, fieldPath)) {
        yield { what: mutant.what, value: { ...example, [field]: mutant.value } };
      }
    }
  } else if (typeof example === "string") {
    const unit = example === "" ? "x" : example;
    yield { what: `${path} is too long`, value: unit.repeat(Math.ceil(TOO_LONG / unit.length)) };
  }
}

/** Values of any type but that of `example`, and numbers that none of our fields may have. */
function strangers(example: unknown): unknown[] {
  const all = [null, true, 1, "text", [], [[]], {}];
  const others = all.filter((value) => kindOf(value) !== kindOf(example));
  return typeof example === "number" ? [...others, Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300] : others;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return kindOf(value) === "object" && !ArrayBuffer.isView(value);
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
