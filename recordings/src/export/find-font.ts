import { access } from "node:fs/promises";
import { CommandError } from "../command-line/command-error.ts";

/** Where free fonts with fixed-width digits usually are, and what the systems bring themselves. */
const places = [
  "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
  "/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf",
  "/usr/share/fonts/dejavu/DejaVuSansMono.ttf",
  "/usr/share/fonts/TTF/DejaVuSansMono.ttf",
  "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
  "/System/Library/Fonts/Menlo.ttc",
  "C:\\Windows\\Fonts\\consola.ttf",
];

/** The font for the text in the picture. */
export async function findFont(environment: NodeJS.ProcessEnv): Promise<string> {
  const named = environment["FERNDIAGNOSE_FONT"];
  for (const path of named === undefined ? places : [named]) {
    try {
      await access(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new CommandError(
    named === undefined
      ? "No font for the text in the picture. Install one (Debian: apt install fonts-dejavu-core) or name a font file in FERNDIAGNOSE_FONT."
      : `The font file ${named} does not exist.`,
  );
}
