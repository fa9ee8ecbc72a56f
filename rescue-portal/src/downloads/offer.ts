import type { Device, Download, DownloadTicket, MissingDownload } from "@ferndiagnose/protocol";
import type { BuiltFile } from "./downloads-folder.ts";

/** What the customer's program is made for: what of it was not built is said, not left out in silence. */
const targets: readonly MissingDownload[] = [
  { system: "windows", arch: "x64" },
  { system: "macos", arch: "arm64" },
  { system: "macos", arch: "x64" },
  { system: "linux", arch: "x64" },
];

/** Where the processor is not known: what most of these computers have. */
const usualArch = { windows: "x64", macos: "arm64", linux: "x64" } as const;
const kindsByEase: readonly Download["kind"][] = ["portable-exe", "dmg", "appimage", "archive"];

/** All files for a page, those that run on this device first. */
export function offerFor(
  device: Device,
  files: readonly BuiltFile[],
  ticket: DownloadTicket,
): { downloads: Download[]; missing: MissingDownload[] } {
  const downloads = files.map(({ handle: _, ...file }) => ({
    ...file,
    href: `/api/v1/downloads/${ticket}/${encodeURIComponent(file.name)}`,
  }));
  const missing = targets.filter(
    ({ system, arch }) => !files.some((file) => file.system === system && file.arch === arch),
  );
  return { downloads: downloads.sort((one, other) => distance(one, device) - distance(other, device)), missing };
}

function distance({ system, arch, kind }: Download, device: Device): number {
  const wanted = device.arch === "unknown" ? usualArch[system] : device.arch;
  return (system === device.system ? 0 : 100) + (arch === wanted ? 0 : 10) + kindsByEase.indexOf(kind);
}
