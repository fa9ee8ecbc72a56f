import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClockReadings, judgeClock } from "./judge-clock.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearMs = 365 * dayMs;
const trueMs = Date.UTC(2027, 2, 28, 1, 30);
const alone: ClockReadings = {
  wallMs: trueMs,
  expectedMs: trueMs,
  markMs: trueMs - 5 * minuteMs,
  confirmedMs: undefined,
  others: [],
};
const witness = (atMs: number | undefined) => ({ name: "witness", atMs, isIndependent: true });
const wardenHere = (atMs: number | undefined) => ({ name: "warden", atMs, isIndependent: false });

function state(readings: Partial<ClockReadings>): string {
  return judgeClock({ ...alone, ...readings }).state;
}

describe("a clock that runs on", () => {
  test("is believed in, small corrections included", () => {
    for (const byMs of [-4 * minuteMs, -1000, 0, 1000, 4 * minuteMs])
      expect(state({ wallMs: trueMs + byMs })).toBe("sane");
  });

  test("is not, once it has jumped", () => {
    for (const byMs of [hourMs, dayMs, yearMs]) {
      expect(judgeClock({ ...alone, wallMs: trueMs + byMs })).toEqual({ state: "ahead", byMs, against: "monotonic" });
      expect(state({ wallMs: trueMs - byMs })).toBe("behind");
    }
  });

  test("has jumped rightly when a clock elsewhere agrees, not when one on the same machine does", () => {
    const wallMs = trueMs + 3 * dayMs;
    expect(state({ wallMs, others: [witness(wallMs + 1000)] })).toBe("sane");
    expect(state({ wallMs, others: [wardenHere(wallMs)] })).toBe("ahead");
    expect(state({ wallMs, others: [witness(undefined), wardenHere(wallMs)] })).toBe("ahead");
  });

  test("has jumped rightly when an operator says so", () => {
    expect(state({ wallMs: trueMs + dayMs, confirmedMs: trueMs + dayMs - minuteMs })).toBe("sane");
    expect(state({ wallMs: trueMs + dayMs, confirmedMs: trueMs })).toBe("ahead");
  });

  test("runs on while those who could vouch for it are away", () => {
    expect(state({ others: [witness(undefined)] })).toBe("sane");
  });
});

describe("after a start", () => {
  test("short gaps are believed in, long ones need somebody else", () => {
    const started = { expectedMs: undefined };
    expect(state({ ...started, markMs: trueMs - 23 * hourMs })).toBe("sane");
    expect(state({ ...started, markMs: trueMs - 25 * hourMs })).toBe("unconfirmed");
    expect(state({ ...started, markMs: trueMs - yearMs, others: [witness(trueMs)] })).toBe("sane");
    expect(state({ ...started, markMs: trueMs - yearMs, others: [wardenHere(trueMs)] })).toBe("unconfirmed");
    expect(state({ ...started, markMs: undefined })).toBe("sane");
  });

  test("a witness that is configured must have answered once", () => {
    expect(state({ expectedMs: undefined, others: [witness(undefined)] })).toBe("unconfirmed");
  });
});

test("behind the mark is behind, whoever agrees", () => {
  const wallMs = trueMs - yearMs;
  expect(state({ wallMs, expectedMs: undefined })).toBe("behind");
  expect(state({ wallMs, expectedMs: wallMs, others: [witness(wallMs)], confirmedMs: wallMs })).toBe("behind");
});

test("any clock that disagrees stops it, a warden on the same machine included", () => {
  for (const other of [witness, wardenHere]) {
    expect(judgeClock({ ...alone, others: [other(trueMs - dayMs)] })).toMatchObject({ state: "ahead", byMs: dayMs });
    expect(judgeClock({ ...alone, others: [other(trueMs + dayMs)] })).toMatchObject({ state: "behind", byMs: dayMs });
  }
  expect(state({ others: [witness(trueMs), wardenHere(trueMs - dayMs)] })).toBe("ahead");
});

test("never sane with a clock that is ahead by more than the tolerance while any other source tells the true time", () => {
  const around = fc.integer({ min: -4 * minuteMs, max: 0 }).map((byMs) => trueMs + byMs);
  const silent = fc.constant(undefined);
  fc.assert(
    fc.property(
      fc.integer({ min: 10 * minuteMs, max: yearMs }),
      fc.option(around, { nil: undefined }),
      fc.array(fc.oneof(around, silent), { maxLength: 3 }),
      fc.boolean(),
      (aheadMs, expectedMs, clocks, isIndependent) => {
        fc.pre(expectedMs !== undefined || clocks.some((atMs) => atMs !== undefined));
        const others = clocks.map((atMs, index) => ({ name: `${index}`, atMs, isIndependent }));
        const verdict = judgeClock({ ...alone, wallMs: trueMs + aheadMs, expectedMs, markMs: undefined, others });
        expect(verdict.state).toBe("ahead");
      },
    ),
  );
});
