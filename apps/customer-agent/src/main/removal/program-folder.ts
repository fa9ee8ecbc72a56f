import { dirname, join, parse, relative, resolve, sep } from "node:path";
import { type Files, isNotThere, lookAt } from "./files.ts";
import { PROGRAM_MARKER_FILE, ProgramMarker } from "./program-marker.ts";

/** A folder that our build made, with the list of what the build put there. */
export interface ProgramFolder {
  readonly folder: string;
  readonly marker: ProgramMarker;
}

const longestMarkerBytes = 1 << 20;

/**
 * The program's own folder, or undefined where there is none that we may remove: no marker, one of another build, or a
 * folder that is the customer's home or holds it.
 */
export function findProgramFolder(
  files: Files,
  place: { folder: string; home: string; buildId: string },
): ProgramFolder | undefined {
  const found = readProgramFolder(files, place.folder, place.home);
  return found?.marker.buildId === place.buildId ? found : undefined;
}

/** As `findProgramFolder`, whichever build made it. */
export function readProgramFolder(files: Files, folder: string, home: string): ProgramFolder | undefined {
  if (!isOrdinaryPlace(files, folder, home)) return undefined;
  const marker = readMarker(files, join(folder, PROGRAM_MARKER_FILE));
  return marker ? { folder, marker } : undefined;
}

/** Neither a file system's root, nor the home folder or one above it, nor a link that stands for something else. */
function isOrdinaryPlace(files: Files, folder: string, home: string): boolean {
  const path = resolve(folder);
  if (path !== folder || path === parse(path).root || dirname(path) === parse(path).root) return false;
  if (!lookAt(files, path)?.isDirectory()) return false;
  const realHome = lookAt(files, home) ? files.realpathSync(home) : home;
  const real = files.realpathSync(path);
  return [home, realHome].every((one) => !isInside(resolve(one), path) && !isInside(resolve(one), real));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || resolve(way) === way);
}

function readMarker(files: Files, path: string): ProgramMarker | undefined {
  const found = lookAt(files, path);
  if (!found?.isFile() || found.size > longestMarkerBytes) return undefined;
  try {
    return ProgramMarker.safeParse(JSON.parse(files.readFileSync(path, "utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError || isNotThere(error)) return undefined;
    throw error;
  }
}
