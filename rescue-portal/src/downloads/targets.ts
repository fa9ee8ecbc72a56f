import type { Download, MissingDownload } from "@ferndiagnose/protocol";

/** What the customer's program is made for: what of it was not built is said, not left out in silence. */
export const targets: readonly MissingDownload[] = [
  { system: "windows", arch: "x64" },
  { system: "macos", arch: "arm64" },
  { system: "macos", arch: "x64" },
  { system: "linux", arch: "x64" },
];

export function missingOf(built: readonly Pick<Download, "system" | "arch">[]): MissingDownload[] {
  return targets.filter(({ system, arch }) => !built.some((file) => file.system === system && file.arch === arch));
}
