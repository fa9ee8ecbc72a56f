import { describe, expect, test } from "vitest";
import { CheckCode, DisplayName, RecordingId, ResumeToken, SessionId, SessionKey, TextVersion } from "./values.ts";

describe("a session key", () => {
  test.each([
    ["eight digits", "12345678"],
    ["six digits", "123456"],
    ["letters", "12345ab"],
    ["nothing", ""],
    ["Arabic-Indic digits", "١٢٣٤٥٦٧"],
    ["full-width digits", "１２３４５６７"],
    ["mathematical digits", "𝟏𝟐𝟑𝟒𝟓𝟔𝟕"],
    ["spaces between", "123 4567"],
    ["a line end behind", "1234567\n"],
    ["a sign", "-123456"],
    ["a fraction", "12345.6"],
  ])("refuses %s", (_, text) => {
    expect(SessionKey.safeParse(text).success).toBe(false);
  });

  test("keeps its leading zeros", () => {
    expect(SessionKey.parse("0000042")).toBe("0000042");
  });
});

test.each([
  [CheckCode, "12345"],
  [CheckCode, "١٢٣٤"],
  [SessionId, "abcdefghij234567abc0"],
  [SessionId, "ABCDEFGHIJ234567ABCD"],
  [RecordingId, "0123456789ABCDEF0123456789ABCDEF"],
  [ResumeToken, `${"A".repeat(42)}=`],
  [TextVersion, "2025-1-31.1"],
  [TextVersion, "٢٠٢٥-٠١-٣١.١"],
  [DisplayName, "   "],
])("what looks alike is refused: %#", (schema, text) => {
  expect(schema.safeParse(text).success).toBe(false);
});
