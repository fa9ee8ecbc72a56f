import { readdir } from "node:fs/promises";
import path from "node:path";

/** Every file below the folder, sorted, with slashes. Throws for anything that is neither file nor folder. */
export async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/");
    if (!entry.isFile()) throw new Error(`${file} is no ordinary file`);
    files.push(file);
  }
  return files.sort();
}
