import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files under a folder that hold these bytes, raw or as hexadecimal or base64 in any of their spellings. */
export function filesHolding(folder: string, bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (holds(readFileSync(path), bytes)) found.push(path.slice(folder.length + 1));
  }
  return found;
}

/** Whether a file's content or a program's output holds these bytes, in any of their spellings. */
export function holds(content: Buffer, bytes: Uint8Array): boolean {
  const wanted = Buffer.from(bytes);
  const hex = wanted.toString("hex");
  // Base64 of bytes in the middle of others: without the symbols at the ends, for each of the three phases.
  const phases = [0, 1, 2].map((phase) =>
    Buffer.concat([Buffer.alloc(phase), wanted])
      .toString("base64")
      .slice(4, -4),
  );
  const url = phases.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const texts = [hex, hex.toUpperCase(), ...phases, ...url].map((text) => Buffer.from(text));
  return [wanted, ...texts].some((needle) => content.includes(needle));
}
