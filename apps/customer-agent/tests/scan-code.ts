import { execFileSync } from "node:child_process";
import jsqr from "jsqr";

/** The text of the QR code in this picture, as a camera reads it; undefined when there is none. */
export function scanCode(file: string): string | undefined {
  const [width = 0, height = 0] = execFileSync("identify", ["-format", "%w %h", file], { encoding: "utf8" })
    .split(" ")
    .map(Number);
  const data = execFileSync("convert", [file, "-depth", "8", "rgba:-"], { maxBuffer: 100_000_000 });
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data;
}
