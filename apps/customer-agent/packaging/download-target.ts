import type { ProgramPackage } from "../src/main/removal/program-marker.ts";

export type TargetSystem = "windows" | "macos" | "linux";
export type TargetArch = "x64" | "arm64";

/** One thing to download: for which computer, and in which form. */
export interface DownloadTarget {
  readonly system: TargetSystem;
  readonly arch: TargetArch;
  readonly kind: Exclude<ProgramPackage, "installed">;
}

/** Everything a release offers, in the order in which it is listed. */
export const downloadTargets: readonly DownloadTarget[] = [
  { system: "windows", arch: "x64", kind: "portable-exe" },
  { system: "windows", arch: "arm64", kind: "portable-exe" },
  { system: "macos", arch: "arm64", kind: "dmg" },
  { system: "macos", arch: "x64", kind: "dmg" },
  { system: "linux", arch: "x64", kind: "appimage" },
  { system: "linux", arch: "arm64", kind: "appimage" },
  { system: "linux", arch: "x64", kind: "archive" },
  { system: "linux", arch: "arm64", kind: "archive" },
];

const endings: Readonly<Record<DownloadTarget["kind"], string>> = {
  "portable-exe": "exe",
  dmg: "dmg",
  appimage: "AppImage",
  archive: "tar.gz",
};

/** The name on the server. The customer's page saves it under a name with the key in it. */
export function downloadName({ system, arch, kind }: DownloadTarget, isTest: boolean): string {
  return `Ferndiagnose-${isTest ? "Testversion-" : ""}${system}-${arch}.${endings[kind]}`;
}

/** Node's and Electron's word for the system. */
export function platformOf(system: TargetSystem): "win32" | "darwin" | "linux" {
  if (system === "windows") return "win32";
  return system === "macos" ? "darwin" : "linux";
}

/** The target that this machine can build by itself. */
export function targetsOf(platform: NodeJS.Platform, arch: string): readonly DownloadTarget[] {
  return downloadTargets.filter((target) => platformOf(target.system) === platform && target.arch === arch);
}
