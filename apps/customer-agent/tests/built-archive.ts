import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const command = path.join(import.meta.dirname, "../../../scripts/build-downloads");

/** The archive as scripts/build-downloads makes it, from the cache when nothing has changed. */
export async function builtArchive(): Promise<string> {
  const { stdout } = await promisify(execFile)(command);
  const folder = /^In (.*):$/m.exec(stdout)?.[1];
  if (folder === undefined) throw new Error(`No downloads were built:\n${stdout}`);
  return path.join(folder, `Ferndiagnose-Testversion-linux-${process.arch}.tar.gz`);
}
