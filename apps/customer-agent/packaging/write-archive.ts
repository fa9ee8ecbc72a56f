import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** Any fixed moment: the same content has to give the same file. */
const sameTime = "@1767225600";

/**
 * Packs a folder as one folder called `name` into a .tar.gz whose bytes depend on names, contents and the right to run only.
 * Needs GNU tar.
 */
export async function writeArchive(folder: string, name: string, archive: string): Promise<void> {
  const tar = spawn(
    "tar",
    [
      "--create",
      "--format=ustar",
      "--sort=name",
      `--mtime=${sameTime}`,
      "--owner=0",
      "--group=0",
      "--numeric-owner",
      "--mode=u+rw,go-w,a+rX",
      `--transform=s,^\\.,${name},`,
      `--directory=${folder}`,
      ".",
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let complaint = "";
  tar.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    tar.once("error", reject);
    tar.once("close", resolve);
  });
  await Promise.all([pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(archive)), ended]);
  if ((await ended) !== 0) throw new Error(`tar failed: ${complaint}`);
}
