import type { IncomingHttpHeaders } from "node:http";
import type { Device } from "@ferndiagnose/protocol";
import Bowser from "bowser";

/** Longer ones say nothing more, and reading them costs whatever their sender likes. */
const readAtMost = 512;

/** What browsers are asked to add: the user agent itself calls every processor x86 (User-Agent Client Hints). */
export const clientHintHeaders = {
  "accept-ch": "Sec-CH-UA-Platform, Sec-CH-UA-Mobile, Sec-CH-UA-Arch, Sec-CH-UA-Bitness",
  "critical-ch": "Sec-CH-UA-Arch, Sec-CH-UA-Bitness",
} as const;

const systems: Readonly<Record<string, Device["system"]>> = {
  Windows: "windows",
  macOS: "macos",
  Linux: "linux",
  Android: "android",
  iOS: "ios",
  "Chrome OS": "chromeos",
  "Chromium OS": "chromeos",
};

const browsers: Readonly<Record<string, Device["browser"]>> = {
  Chrome: "chrome",
  Chromium: "chrome",
  "Microsoft Edge": "edge",
  Firefox: "firefox",
  Safari: "safari",
  Opera: "opera",
  "Samsung Internet for Android": "samsung",
};

/** What a browser runs on, by its headers. The result is for one answer; neither it nor the headers are kept (promise 10). */
export function deviceOf(headers: IncomingHttpHeaders): Device {
  const userAgent = (headers["user-agent"] ?? "").slice(0, readAtMost);
  const { os, browser } = userAgent === "" ? { os: {}, browser: {} } : Bowser.parse(userAgent);
  const system = nameIn(systems, hint(headers, "platform")) ?? nameIn(systems, os.name) ?? "other";
  return { system, arch: archOf(headers, userAgent, system), browser: nameIn(browsers, browser.name) ?? "other" };
}

function archOf(headers: IncomingHttpHeaders, userAgent: string, system: Device["system"]): Device["arch"] {
  const bitness = hint(headers, "bitness");
  switch (hint(headers, "arch")) {
    case "arm":
      return bitness === "32" ? "unknown" : "arm64";
    case "x86":
      return bitness === "32" ? "unknown" : "x64";
    default:
      return archInUserAgent(userAgent, system);
  }
}

/** A Mac calls itself Intel whatever it is, and telephones do not matter. */
function archInUserAgent(userAgent: string, system: Device["system"]): Device["arch"] {
  if (system !== "windows" && system !== "linux") return "unknown";
  if (/\b(aarch64|arm64)\b/i.test(userAgent)) return "arm64";
  return /\b(x86_64|x64|win64|wow64|amd64)\b/i.test(userAgent) ? "x64" : "unknown";
}

/** A client hint: a quoted string (RFC 8941). */
function hint(headers: IncomingHttpHeaders, name: "platform" | "arch" | "bitness"): string | undefined {
  const header = headers[`sec-ch-ua-${name}`];
  return typeof header === "string" ? /^"([A-Za-z0-9 ]{1,20})"$/.exec(header)?.[1] : undefined;
}

function nameIn<Value>(names: Readonly<Record<string, Value>>, name: string | undefined): Value | undefined {
  return name !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
}
