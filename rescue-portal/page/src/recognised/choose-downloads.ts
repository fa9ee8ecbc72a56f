import type { Device, Download, SessionKey } from "@ferndiagnose/protocol";

/** The plainest one to start comes first. */
const kinds: readonly Download["kind"][] = ["portable-exe", "dmg", "appimage", "archive"];

/** In the order in which computers are common. */
export function inOrder(downloads: readonly Download[]): readonly Download[] {
  const systems: readonly Download["system"][] = ["windows", "macos", "linux"];
  const rank = ({ system, arch, kind }: Download) =>
    100 * systems.indexOf(system) + 10 * Number((arch === "arm64") !== (system === "macos")) + kinds.indexOf(kind);
  return [...downloads].sort((one, other) => rank(one) - rank(other));
}

/**
 * What this computer can run: nothing, one file, or two between which only its owner can choose, because a Mac's browser does
 * not say which chip is in it.
 */
export function downloadsFor(device: Device, downloads: readonly Download[]): readonly Download[] {
  const best = new Map<Download["arch"], Download>();
  for (const download of inOrder(downloads)) {
    if (download.system === device.system && !best.has(download.arch)) best.set(download.arch, download);
  }
  const [x64, arm64] = [best.get("x64"), best.get("arm64")];
  const known = (found: Download | undefined) => (found === undefined ? [] : [found]);
  switch (device.arch) {
    case "x64":
      return known(x64);
    case "arm64":
      // Windows and macOS run programs for Intel processors on their own; Linux does not.
      return known(arm64 ?? (device.system === "linux" ? undefined : x64));
    case "unknown":
      return device.system === "macos" ? [...known(arm64), ...known(x64)] : known(x64);
    default:
      return device.arch satisfies never;
  }
}

const endings = { "portable-exe": "exe", dmg: "dmg", appimage: "AppImage" } as const;

/** What the file is called on the customer's computer: the program reads the key from its own name. */
export function fileNameFor({ kind, name }: Pick<Download, "kind" | "name">, key: SessionKey): string {
  const ending = kind === "archive" ? (/\.(tar\.[a-z0-9]+|[a-z0-9]+)$/i.exec(name)?.[1] ?? "zip") : endings[kind];
  return `Ferndiagnose ${key.slice(0, 3)}-${key.slice(3)}.${ending}`;
}
