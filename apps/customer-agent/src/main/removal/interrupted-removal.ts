import { join } from "node:path";
import { z } from "zod";
import { type Files, isNotThere, lookAt } from "./files.ts";
import { type ProgramFolder, readProgramFolder } from "./program-folder.ts";

/** Lies in the program's folder from the moment a removal begins, so that the next start can finish it. */
export const interruptedRemovalFile = ".ferndiagnose-removing";

const Note = z.strictObject({ processId: z.int().positive() });

/** Notes that this process is removing the folder. A folder that takes no file is removed without a note. */
export function noteRemoval(files: Files, { folder }: ProgramFolder, processId: number): void {
  try {
    files.writeFileSync(join(folder, interruptedRemovalFile), JSON.stringify({ processId }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
  }
}

export function isRemovalNoted(files: Files, { folder }: ProgramFolder): boolean {
  return lookAt(files, join(folder, interruptedRemovalFile))?.isFile() === true;
}

export interface InterruptedRemovalFacts {
  readonly home: string;
  readonly isRunning: (processId: number) => boolean;
  /** The files of this very program. */
  readonly known: readonly string[];
}

/**
 * Of the folders in these places: ours, with a removal begun by a process that is no more. Any archive that the customer
 * unpacks can bring marker and note along, into a folder of their own: so a marker counts only when it names nothing but
 * files that this program has, too.
 */
export function findInterruptedRemovals(
  files: Files,
  places: readonly string[],
  { home, isRunning, known }: InterruptedRemovalFacts,
): ProgramFolder[] {
  const knownFiles = new Set(known);
  const found: ProgramFolder[] = [];
  for (const place of new Set(places)) {
    for (const entry of entriesOf(files, place)) {
      const program = readProgramFolder(files, join(place, entry), home);
      if (!program || !isRemovalNoted(files, program)) continue;
      if (!program.marker.files.every((file) => knownFiles.has(file))) continue;
      const note = readNote(files, program);
      // A note that was cut off while it was written is one, too.
      if (!note || !isRunning(note.processId)) found.push(program);
    }
  }
  return found;
}

function readNote(files: Files, { folder }: ProgramFolder): z.infer<typeof Note> | undefined {
  try {
    return Note.safeParse(JSON.parse(files.readFileSync(join(folder, interruptedRemovalFile), "utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError || isNotThere(error)) return undefined;
    throw error;
  }
}

function entriesOf(files: Files, place: string): string[] {
  try {
    return files.readdirSync(place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isNotThere(error) || code === "EACCES" || code === "EPERM") return [];
    throw error;
  }
}
