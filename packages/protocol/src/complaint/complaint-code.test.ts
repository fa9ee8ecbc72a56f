import fc from "fast-check";
import { expect, test } from "vitest";
import { ComplaintCode, complaintCodeOf, formatComplaintCode, readComplaintCode } from "./complaint-code.ts";

const codes = fc.uint8Array({ minLength: 19, maxLength: 19 }).map(complaintCodeOf);

test("a code is read again however it is typed", () => {
  fc.assert(
    fc.property(codes, (code) => {
      const printed = formatComplaintCode(code);
      expect(printed).toMatch(/^(.{4}-){4}.{4}$/);
      expect(readComplaintCode(` ${printed.toLowerCase()} `)).toBe(code);
      expect(readComplaintCode(printed.replaceAll("0", "O").replaceAll("1", "l"))).toBe(code);
    }),
  );
});

test("one wrong symbol is noticed", () => {
  fc.assert(
    fc.property(codes, fc.nat(19), fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), (code, at, symbol) => {
      fc.pre(code[at] !== symbol);
      expect(readComplaintCode(code.slice(0, at) + symbol + code.slice(at + 1))).toBeUndefined();
    }),
  );
});

test("what is no code is none", () => {
  for (const text of ["", "0", "0".repeat(19), "0".repeat(21), "U".repeat(20), "٠".repeat(20)]) {
    expect(readComplaintCode(text)).toBeUndefined();
  }
  expect(ComplaintCode.safeParse("0000-0000-0000-0000-0000").success).toBe(false);
});

test("too few random bytes make no code", () => {
  expect(() => complaintCodeOf(new Uint8Array(18))).toThrow(RangeError);
});
