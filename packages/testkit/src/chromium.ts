import { type Browser, chromium } from "playwright-core";

/** Fixed for every test (DESIGN section 12): no background traffic, real loopback addresses in WebRTC candidates. */
export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  "--allow-loopback-in-peer-connection",
] as const;

export interface ChromiumOptions {
  /** Shown on this display instead of running headless. */
  env?: NodeJS.ProcessEnv;
  headless?: boolean;
  args?: readonly string[];
}

/** Debian's Chromium, or the one CHROMIUM_PATH names, with a fresh profile. */
export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    headless: options.headless ?? true,
    args: [...chromiumArguments, ...(options.args ?? [])],
    ...(options.env ? { env: definedOnly(options.env) } : {}),
  });
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
