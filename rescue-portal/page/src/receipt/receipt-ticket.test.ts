import { complaintCodeOf, formatComplaintCode } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readNumber, readReceiptFile, readTicket, takeTicket } from "./receipt-ticket.ts";

const number = "abcdefghij234567abcd";
const code = complaintCodeOf(new Uint8Array(19).fill(7));
const recordingKey = "A-_".padEnd(43, "b");

test("number and code come out of the fragment, however they were typed", () => {
  expect(readTicket(`#${number}.${code}`)).toEqual({ number, code });
  expect(readTicket(`#${number.toUpperCase()}.${formatComplaintCode(code).toLowerCase()}`)).toEqual({ number, code });
  expect(readTicket(`#${number}`)).toEqual({ number, code: undefined });
  expect(readTicket(`#${number}.${code}.${recordingKey}`)).toEqual({ number, code, recordingKey });
  for (const none of ["A", "A".repeat(44), `${"A".repeat(42)}+`])
    expect(readTicket(`#${number}.${code}.${none}`)).toEqual({ number, code });
});

test("what is none is none", () => {
  for (const fragment of ["", "#", "#.", "#<script>.x", `#${number}x.${code}x`, `#${"9".repeat(20)}`])
    expect(readTicket(fragment)).toEqual({ number: undefined, code: undefined });
});

test("a number is typed from paper in groups, and zero for O does no harm", () => {
  expect(readNumber(" abcd efgh-IJ23 4567 abcd ")).toBe(number);
  expect(readNumber("0000".repeat(5))).toBe("o".repeat(20));
});

test("the code leaves the address at once; the number may stay", () => {
  const replaced: unknown[] = [];
  const history = { replaceState: (...change: unknown[]) => void replaced.push(change[2]) } as unknown as History;
  const hash = `#${number}.${code}.${recordingKey}`;
  const taken = takeTicket({ hash, pathname: "/receipt", search: "" }, history);
  expect(taken).toEqual({ number, code, recordingKey });
  takeTicket({ hash: "#nonsense", pathname: "/receipt", search: "" }, history);
  takeTicket({ hash: "", pathname: "/receipt", search: "" }, history);
  expect(replaced).toEqual([`/receipt#${number}`, "/receipt"]);
});

test("any fragment, typed number and file whatsoever is read without harm", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { number: found, code: foundCode } = readTicket(text);
      const numbers = [found, readNumber(text)];
      const isHarmless = numbers.every((each) => each === undefined || /^[a-z2-7]{20}$/.test(each));
      return isHarmless && (foundCode === undefined || /^[0-9A-Z]{20}$/.test(foundCode)) && !readReceiptFile(text);
    }),
  );
  fc.assert(fc.property(fc.json(), (text) => readReceiptFile(text) === undefined));
});
