import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { downloadArtifact } from "@electron/get";
import { z } from "zod";
import { type DownloadTarget, platformOf } from "./download-target.ts";
import { PackagingError } from "./packaging-error.ts";

/** Another Electron than the pinned one could come in by any of these. */
const replacements =
  /^(?:npm_config_)?electron_(?:override_dist_path|mirror|custom_dir|custom_filename|nightly_mirror)$/i;

const Version = z.object({ version: z.string() });
const Checksums = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

export interface OfficialElectron {
  readonly version: string;
  /** The file as electron publishes it for this target. */
  readonly zipName: string;
  readonly sha256: string;
}

/**
 * The one Electron that a release may be built on: the version and checksum that the npm package `electron` names, which
 * in turn is held by our lockfile.
 */
export async function officialElectron(target: DownloadTarget): Promise<OfficialElectron> {
  const folder = path.dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const { version } = Version.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
  const checksums = Checksums.parse(JSON.parse(await readFile(path.join(folder, "checksums.json"), "utf8")));
  const zipName = `electron-v${version}-${platformOf(target.system)}-${target.arch}.zip`;
  const sha256 = checksums[zipName];
  if (sha256 === undefined) throw new PackagingError("electron_not_official", `There is no official ${zipName}`);
  return { version, zipName, sha256 };
}

/** Fetches it, or takes it from electron's own cache, and checks it. Throws "electron_not_official". */
export async function fetchOfficialElectron(
  target: DownloadTarget,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ version: string; zip: string }> {
  refuseReplacements(env);
  const official = await officialElectron(target);
  const zip = await downloadArtifact({
    version: official.version,
    artifactName: "electron",
    platform: platformOf(target.system),
    arch: target.arch,
    checksums: { [official.zipName]: official.sha256 },
  });
  await requireOfficialElectron(zip, official);
  return { version: official.version, zip };
}

/** Throws "electron_not_official" for everything but the published file itself: other bytes, an unpacked folder, nothing. */
export async function requireOfficialElectron(zip: string, official: OfficialElectron): Promise<void> {
  const found = await stat(zip).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!found?.isFile()) {
    throw new PackagingError(
      "electron_not_official",
      `A release needs ${official.zipName} as it was published; ${zip} is no such file`,
    );
  }
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(zip)) hash.update(chunk as Buffer);
  const sha256 = hash.digest("hex");
  if (sha256 !== official.sha256) {
    throw new PackagingError(
      "electron_not_official",
      `${zip} has SHA-256 ${sha256}; the official ${official.zipName} has ${official.sha256}`,
    );
  }
}

/** Throws "electron_not_official" when the environment would put another Electron in its place. */
export function refuseReplacements(env: NodeJS.ProcessEnv): void {
  const found = Object.keys(env).filter((name) => replacements.test(name) && env[name]);
  if (found.length === 0) return;
  throw new PackagingError("electron_not_official", `A release is built without ${found.join(", ")}`);
}
