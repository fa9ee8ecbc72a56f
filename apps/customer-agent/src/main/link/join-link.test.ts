import fc from "fast-check";
import { expect, test } from "vitest";
import { readStartOptions } from "../start-options.ts";
import { parseJoinLink } from "./join-link.ts";

test("key and portal, each once", () => {
  expect(parseJoinLink("ferndiagnose://join?key=0123456")).toEqual({ key: "0123456", portal: undefined });
  expect(parseJoinLink("ferndiagnose://join/?key=0123456&portal=https%3A%2F%2Fhelp.example")?.portal?.host).toBe(
    "help.example",
  );
});

test.each([
  "ferndiagnose://join",
  "ferndiagnose:join?key=1234567",
  "ferndiagnose://other?key=1234567",
  "ferndiagnose://join:80?key=1234567",
  "ferndiagnose://user@join?key=1234567",
  "ferndiagnose://join/path?key=1234567",
  "ferndiagnose://join?key=1234567#more",
  "ferndiagnose://join?key=1234567&key=1234567",
  "ferndiagnose://join?key=1234567&portal=https%3A%2F%2Fa.example&portal=https%3A%2F%2Fb.example",
  "ferndiagnose://join?key=1234567&remove=1",
  "ferndiagnose://join?key=1234567 --remove",
  "ferndiagnose://join?key=123456",
  "ferndiagnose://join?key=١٢٣٤٥٦٧",
  "ferndiagnose://join?key=1234567&portal=http%3A%2F%2Fhelp.example",
  "ferndiagnose://join?key=1234567&portal=file%3A%2F%2F%2Fetc%2Fpasswd",
  "ferndiagnose://join?key=1234567&portal=javascript%3Aalert(1)",
  "ferndiagnose://join?key=1234567&portal=https%3A%2F%2Fours.example%40evil.example",
  "FERNDIAGNOSE://join?key=1234567",
  "https://join?key=1234567",
  `ferndiagnose://join?key=1234567&portal=https%3A%2F%2F${"a".repeat(700)}.example`,
])("%s is no link of ours", (text) => {
  expect(parseJoinLink(text)).toBeUndefined();
});

const parameter = fc.oneof(
  fc.constantFrom(
    "key=1234567",
    "portal=https%3A%2F%2Fevil.example",
    "portal=https://evil.example",
    "remove",
    "--remove",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const link = fc
  .tuple(
    fc.constantFrom("ferndiagnose://join?", "ferndiagnose://join/?", "ferndiagnose:", "ferndiagnose://"),
    fc.array(parameter, { maxLength: 5 }),
  )
  .map(([start, parameters]) => start + parameters.join("&"));

test("no link changes the service of a program that has one, removes it, or gives anything but a whole key", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(link, fc.string({ unit: "binary" })), { maxLength: 4 }), (args) => {
      const withoutSwitches = args.filter((argument) => !argument.startsWith("--"));
      const options = readStartOptions(withoutSwitches, "https://help.example");
      expect(options.portal?.origin).toBe("https://help.example");
      expect(options.key === "" || /^[0-9]{7}$/.test(options.key)).toBe(true);
      expect(options.remove).toBe(false);
      if (options.foreignPortal !== undefined) expect(options.key).toBe("");
    }),
    { numRuns: 3000 },
  );
});
