import { z } from "zod";

/** Lies in the folder that the build made; a folder without it is never removed. */
export const PROGRAM_MARKER_FILE = ".ferndiagnose-program";

/** How the program reached this computer, which decides what there is to remove. */
export const ProgramPackage = z.enum(["archive", "appimage", "portable-exe", "dmg", "installed"]);
export type ProgramPackage = z.infer<typeof ProgramPackage>;

/** A path below the program's folder, with slashes: no way out of it, nothing invisible. */
export const ProgramPath = z
  .string()
  .max(400)
  .regex(/^[^\p{Cc}\\/]+(?:\/[^\p{Cc}\\/]+)*$/u)
  .refine((path) => path.split("/").every((part) => part !== "." && part !== ".."));

export const ProgramMarker = z.strictObject({
  program: z.literal("ferndiagnose"),
  package: ProgramPackage,
  /** The same as in the program's own facts; a marker of another build gives no right over this folder. */
  buildId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Every file the build put there, and nothing else: only these are ever removed. Empty where the folder goes as one piece (macOS). */
  files: z.array(ProgramPath).max(2000),
});
export type ProgramMarker = z.infer<typeof ProgramMarker>;
