import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { DownloadsManifest } from "@ferndiagnose/protocol";
import { downloadName, downloadTargets } from "./download-target.ts";

/**
 * Writes `downloads.json`, which the portal reads, and `SHA256SUMS`, which people check, for what lies in the folder. Where
 * there is a release for a target its test build is not offered.
 */
export async function listDownloads(folder: string): Promise<DownloadsManifest> {
  const present = new Set(await readdir(folder));
  const files: DownloadsManifest["files"] = [];
  for (const target of downloadTargets) {
    const isTest = [false, true].find((one) => present.has(downloadName(target, one)));
    if (isTest === undefined) continue;
    const name = downloadName(target, isTest);
    const file = path.join(folder, name);
    files.push({ ...target, name, size: (await stat(file)).size, sha256: await sha256Of(file), isTest });
  }
  const manifest = DownloadsManifest.parse({ files });
  await replace(path.join(folder, "SHA256SUMS"), files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
  await replace(path.join(folder, "downloads.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

/** As a command: node packaging/list-downloads.ts DIR */
if (import.meta.main) {
  const { files } = await listDownloads(path.resolve(process.argv[2] ?? "."));
  for (const { name, size } of files) process.stdout.write(`${name} ${size}\n`);
}
