import { execFile } from "node:child_process";
import { posix } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Leftover } from "./after-exit.ts";
import { type Files, lookAt } from "./files.ts";
import type { Kept, Removal, Removed, Shortcut } from "./removal.ts";

const run = promisify(execFile);
const bundleName = "Ferndiagnose.app";

/** Of `hdiutil info -plist`, turned into JSON: which image file is mounted where. */
const MountedImages = z.object({
  images: z.array(
    z.object({
      "image-path": z.string(),
      "system-entities": z.array(z.object({ "mount-point": z.string().optional() })).default([]),
    }),
  ),
});

export interface MacosPlaces {
  readonly home: string;
  /** Our bundle, `…/Ferndiagnose.app`. */
  readonly bundle: string;
  readonly desktop: string;
}

export interface MacosRemovalPorts {
  readonly files: Files;
  readonly afterExit: (leftovers: readonly Leftover[]) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Not run on macOS by us: what is removed is decided by the pure functions below. */
export class MacosRemoval implements Removal {
  readonly #ports: MacosRemovalPorts;
  readonly #places: MacosPlaces;

  constructor(ports: MacosRemovalPorts, places: MacosPlaces) {
    this.#ports = ports;
    this.#places = places;
  }

  get kind(): "portable" | "installed" {
    return isInstalledBundle(this.#places) ? "installed" : "portable";
  }

  /** A link to the program; Finder opens it like the program itself. Of a link to something else we keep off. */
  get shortcut(): Shortcut {
    const { files } = this.#ports;
    const { bundle, desktop } = this.#places;
    const path = posix.join(desktop, "Ferndiagnose");
    if (this.kind !== "installed") return { isPresent: () => false, set: () => Promise.resolve() };
    const isPresent = () => lookAt(files, path)?.isSymbolicLink() === true && files.readlinkSync(path) === bundle;
    return {
      isPresent,
      set: async (present) => {
        if (present && !isPresent()) files.symlinkSync(bundle, path);
        if (!present && isPresent()) files.unlinkSync(path);
      },
    };
  }

  async remove(): Promise<Removed> {
    try {
      if (this.kind === "installed") await this.shortcut.set(false);
      const image = imageMountedAt(await mountedImages(), this.#places.bundle);
      const { leftovers, left } = macosLeftovers(this.#places, image);
      this.#ports.afterExit(leftovers);
      return { left, when: "after_exit" };
    } catch (error) {
      this.#ports.onFailure(error);
      return { left: [this.#places.bundle], when: "after_exit" };
    }
  }

  async keep(): Promise<Kept> {
    if (this.kind === "installed") return { kept: true, left: [] };
    const { files, onFailure } = this.#ports;
    const applications = posix.join(this.#places.home, "Applications");
    const goal = posix.join(applications, bundleName);
    try {
      if (lookAt(files, goal)) return { kept: false, left: [] };
      files.mkdirSync(applications, { recursive: true });
      await run("/usr/bin/ditto", [this.#places.bundle, goal]);
    } catch (error) {
      onFailure(error);
      return { kept: false, left: [] };
    }
    return { kept: true, left: (await this.remove()).left };
  }
}

export function isInstalledBundle({ bundle, home }: Pick<MacosPlaces, "bundle" | "home">): boolean {
  return ["/Applications", posix.join(home, "Applications")].includes(posix.dirname(bundle));
}

/** The image file that our bundle was started from, and where it is mounted. */
export function imageMountedAt(
  info: z.infer<typeof MountedImages>,
  bundle: string,
): { file: string; mount: string } | undefined {
  const mount = posix.dirname(bundle);
  if (!mount.startsWith("/Volumes/")) return undefined;
  const image = info.images.find((one) => one["system-entities"].some((entity) => entity["mount-point"] === mount));
  return image ? { file: image["image-path"], mount } : undefined;
}

/** What goes once we have ended. macOS runs a freshly downloaded bundle from a place of its own and does not say from where. */
export function macosLeftovers(
  { bundle }: Pick<MacosPlaces, "bundle">,
  image: { file: string; mount: string } | undefined,
): { leftovers: Leftover[]; left: string[] } {
  if (image) {
    return {
      leftovers: [
        { kind: "mounted-image", path: image.mount },
        { kind: "file", path: image.file },
      ],
      left: [],
    };
  }
  const isOurs =
    posix.isAbsolute(bundle) && posix.basename(bundle) === bundleName && posix.normalize(bundle) === bundle;
  if (!isOurs || bundle.includes("/AppTranslocation/") || bundle.startsWith("/Volumes/")) {
    return { leftovers: [], left: [bundleName] };
  }
  return { leftovers: [{ kind: "folder", path: bundle }], left: [] };
}

async function mountedImages(): Promise<z.infer<typeof MountedImages>> {
  const { stdout } = await run("/bin/sh", ["-c", "hdiutil info -plist | plutil -convert json -o - -"]);
  return MountedImages.parse(JSON.parse(stdout));
}
