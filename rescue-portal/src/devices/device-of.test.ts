import { Device } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceOf } from "./device-of.ts";

const mozilla = (inside: string, rest: string) => `Mozilla/5.0 (${inside}) ${rest}`;
const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const windowsChrome = mozilla("Windows NT 10.0; Win64; x64", `${webkit} Chrome/131.0.0.0 Safari/537.36`);
const macChrome = mozilla("Macintosh; Intel Mac OS X 10_15_7", `${webkit} Chrome/131.0.0.0 Safari/537.36`);
const linuxFirefox = mozilla("X11; Linux x86_64; rv:133.0", "Gecko/20100101 Firefox/133.0");

const seen: [string, string, Record<string, string>, Device][] = [
  ["Chrome on Windows", windowsChrome, {}, { system: "windows", arch: "x64", browser: "chrome" }],
  [
    "Edge on Windows on Arm, which calls itself x64",
    `${windowsChrome} Edg/131.0.0.0`,
    { "sec-ch-ua-platform": '"Windows"', "sec-ch-ua-arch": '"arm"', "sec-ch-ua-bitness": '"64"' },
    { system: "windows", arch: "arm64", browser: "edge" },
  ],
  [
    "Windows of 32 bits",
    mozilla("Windows NT 10.0", `${webkit} Chrome/131.0.0.0 Safari/537.36`),
    { "sec-ch-ua-arch": '"x86"', "sec-ch-ua-bitness": '"32"' },
    { system: "windows", arch: "unknown", browser: "chrome" },
  ],
  ["Chrome on a Mac, without hints", macChrome, {}, { system: "macos", arch: "unknown", browser: "chrome" }],
  [
    "Chrome on a Mac with Apple's processor",
    macChrome,
    { "sec-ch-ua-platform": '"macOS"', "sec-ch-ua-arch": '"arm"', "sec-ch-ua-bitness": '"64"' },
    { system: "macos", arch: "arm64", browser: "chrome" },
  ],
  [
    "Safari on a Mac",
    mozilla(
      "Macintosh; Intel Mac OS X 10_15_7",
      "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    ),
    {},
    { system: "macos", arch: "unknown", browser: "safari" },
  ],
  ["Firefox on Linux", linuxFirefox, {}, { system: "linux", arch: "x64", browser: "firefox" }],
  [
    "Firefox on Linux on Arm",
    linuxFirefox.replace("x86_64", "aarch64"),
    {},
    { system: "linux", arch: "arm64", browser: "firefox" },
  ],
  ["Opera", `${windowsChrome} OPR/115.0.0.0`, {}, { system: "windows", arch: "x64", browser: "opera" }],
  [
    "Samsung's browser",
    mozilla("Linux; Android 14; SM-S911B", `${webkit} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`),
    {},
    { system: "android", arch: "unknown", browser: "samsung" },
  ],
  [
    "Safari on an iPhone",
    mozilla(
      "iPhone; CPU iPhone OS 18_1 like Mac OS X",
      "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    ),
    {},
    { system: "ios", arch: "unknown", browser: "safari" },
  ],
  [
    "Chrome OS",
    mozilla("X11; CrOS x86_64 14541.0.0", `${webkit} Chrome/131.0.0.0 Safari/537.36`),
    {},
    { system: "chromeos", arch: "unknown", browser: "chrome" },
  ],
  ["nothing", "", {}, { system: "other", arch: "unknown", browser: "other" }],
  ["a program", "curl/8.5.0", {}, { system: "other", arch: "unknown", browser: "other" }],
  [
    "a hint that is none",
    linuxFirefox,
    { "sec-ch-ua-platform": "Windows", "sec-ch-ua-arch": '"arm"; x' },
    { system: "linux", arch: "x64", browser: "firefox" },
  ],
  [
    "a platform that is a property of every object",
    "",
    { "sec-ch-ua-platform": '"constructor"' },
    { system: "other", arch: "unknown", browser: "other" },
  ],
];

describe("deviceOf", () => {
  it.each(seen)("%s", (_name, userAgent, hints, device) => {
    expect(deviceOf({ "user-agent": userAgent, ...hints })).toEqual(device);
  });

  it("answers every header with a device, soon", () => {
    const pieces = fc.constantFrom(
      "Mozilla/5.0 (",
      "Windows NT 10.0",
      "Android",
      " like ",
      "Version/",
      "\u0000",
      "((((",
      "x".repeat(400),
    );
    const userAgent = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((all) => all.join("")),
    );
    const hint = fc.option(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `"${text}"`),
      ),
      { nil: undefined },
    );
    const headers = fc.record({
      "user-agent": fc.option(userAgent, { nil: undefined }),
      "sec-ch-ua-platform": hint,
      "sec-ch-ua-arch": hint,
      "sec-ch-ua-bitness": hint,
    });
    fc.assert(
      fc.property(headers, (given) => {
        // Processor time: another program's turn in between is not ours.
        const before = process.threadCpuUsage();
        Device.parse(deviceOf(given));
        const { user, system } = process.threadCpuUsage(before);
        expect((user + system) / 1_000).toBeLessThan(250);
      }),
      { numRuns: 2_000 },
    );
  });
});
