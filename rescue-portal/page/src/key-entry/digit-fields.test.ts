import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deleteBackwards, enterText, isReadyToCheck, KEY_LENGTH, missingDigits, noDigits } from "./digit-fields.ts";

const full = [..."1234567"];

describe("enterText", () => {
  it("takes one digit and goes on", () => {
    expect(enterText(noDigits, 0, "4")).toEqual({ digits: ["4", "", "", "", "", "", ""], focus: 1 });
    expect(enterText(full, 6, "9")).toEqual({ digits: [..."1234569"], focus: 6, isAtEnd: true });
  });

  it.each(["1234567", "123 45 67", " 123-45-67\n", "123.45.67", "123\u00a045\u202f67"])(
    "takes a whole key pasted anywhere: %j",
    (text) => {
      for (let place = 0; place < KEY_LENGTH; place++)
        expect(enterText([..."9999999"], place, text)).toEqual({ digits: full, focus: 6, isAtEnd: true });
    },
  );

  it("takes part of a key from where it is pasted", () => {
    expect(enterText(noDigits, 3, "45 67").digits).toEqual(["", "", "", "4", "5", "6", "7"]);
  });

  it.each(["١", "１２３４５６７", "१", "a", "1a", "O", "½", "²", "①", "12E", "+1", "😀"])("refuses %j", (text) => {
    expect(enterText(full, 2, text)).toEqual({ digits: full, focus: 2, refused: "no_digit" });
  });

  it("refuses more than seven digits and what runs over the end", () => {
    expect(enterText(full, 0, "12345678")).toEqual({ digits: full, focus: 0, refused: "too_long" });
    expect(enterText(noDigits, 5, "123")).toMatchObject({ refused: "too_long" });
  });

  it("never holds anything but ASCII digits", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.string({ unit: "grapheme" }))), (entries) => {
        let digits = noDigits;
        for (const [place, text] of entries) digits = enterText(digits, place, text).digits;
        return digits.length === KEY_LENGTH && digits.every((digit) => /^[0-9]?$/.test(digit));
      }),
    );
  });
});

describe("deleteBackwards", () => {
  it("empties the field, then those before it", () => {
    const first = deleteBackwards(full, 6);
    expect(first).toEqual({ digits: [..."123456", ""], focus: 6 });
    const second = deleteBackwards(first.digits, first.focus);
    expect(second).toEqual({ digits: [..."12345", "", ""], focus: 5 });
    expect(missingDigits(second.digits)).toBe(2);
    expect(deleteBackwards(noDigits, 0)).toEqual({ digits: noDigits, focus: 0 });
  });
});

describe("isReadyToCheck", () => {
  it("once the seventh digit is there, wherever it was missing", () => {
    const holed = [..."123", "", ..."567"];
    expect(isReadyToCheck(holed, enterText(holed, 3, "4"))).toBe(true);
    expect(isReadyToCheck(noDigits, enterText(noDigits, 2, "1234567"))).toBe(true);
    expect(isReadyToCheck(noDigits, enterText(noDigits, 0, "123456"))).toBe(false);
  });

  it("when a key is typed over to its end, not at each digit on the way", () => {
    expect(isReadyToCheck(full, enterText(full, 2, "9"))).toBe(false);
    expect(isReadyToCheck(full, enterText(full, 6, "9"))).toBe(true);
  });

  it("never for what was refused or taken away", () => {
    expect(isReadyToCheck(full, enterText(full, 0, "12345678"))).toBe(false);
    expect(isReadyToCheck(full, deleteBackwards(full, 6))).toBe(false);
  });
});
