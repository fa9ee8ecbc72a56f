import { z } from "zod";

/** Beside the program's code in the archive that a build makes, the same for everybody who downloads it. */
export const PROGRAM_FACTS_FILE = "program.json";

/** What the build knows about itself. Anything else in the file means that somebody else made it. */
export const ProgramFacts = z.strictObject({
  /** The operator's service; undefined in a build that is told by argument or link. */
  portal: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .optional(),
  /** Not on the pinned official Electron, not signed: for trying out only, and it says so. */
  isTest: z.boolean(),
  /** The same in the marker file of the folder that this program may remove. */
  buildId: z.string().regex(/^[0-9a-f]{32}$/),
  version: z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/),
});
export type ProgramFacts = z.infer<typeof ProgramFacts>;
