import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyInNames } from "./key-in-name.ts";

describe("the key in the name of the download", () => {
  test.each([
    ["Ferndiagnose 123-4567.AppImage", "1234567"],
    ["Ferndiagnose 012-3456 (1).exe", "0123456"],
    ["ferndiagnose-1234567.tar.gz", "1234567"],
    ["Ferndiagnose_1234567", "1234567"],
    ["Ferndiagnose-Testversion-linux-x64.tar.gz", ""],
    ["Ferndiagnose", ""],
    ["Ferndiagnose 12345678.exe", ""],
    ["Ferndiagnose 123456.exe", ""],
    ["Ferndiagnose 0551-123-4567.exe", ""],
    ["Ferndiagnose 123-4567 765-4321.exe", ""],
    ["Ferndiagnose 123-4567 123-4567.exe", ""],
    ["Ferndiagnose ١٢٣-٤٥٦٧.exe", ""],
    ["Rechnung 123-4567.exe", ""],
  ])("%s gives %j", (name, key) => {
    expect(keyInNames([name])).toBe(key);
  });

  test("two names may say the same key, not two keys", () => {
    expect(keyInNames(["Ferndiagnose", "Ferndiagnose 123-4567.tar.gz"])).toBe("1234567");
    expect(keyInNames(["Ferndiagnose 123-4567", "Ferndiagnose 123-4567.tar.gz"])).toBe("1234567");
    expect(keyInNames(["Ferndiagnose 123-4567.tar.gz", "Ferndiagnose 123-4568.tar.gz"])).toBe("");
  });

  test("whatever the name, it is seven digits or nothing, and they stand in the name", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.stringMatching(/^[0-9 -]{0,24}$/)),
        (text) => {
          const name = `Ferndiagnose ${text}`;
          const key = keyInNames([name]);
          expect(key === "" || (/^[0-9]{7}$/.test(key) && name.replace(/[- ]/g, "").includes(key))).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
