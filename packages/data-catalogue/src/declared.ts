import { catalogue } from "./catalogue.ts";
import type { Program } from "./data-kind.ts";
import type { Place, PlaceIn } from "./place.ts";

/** The declared columns of each table of a program, sorted. */
export function declaredTables(program: Program): Record<string, string[]> {
  const tables: Record<string, string[]> = {};
  for (const { table, columns } of placesOf("table", program)) tables[table] = [...(tables[table] ?? []), ...columns];
  for (const columns of Object.values(tables)) columns.sort();
  return tables;
}

/** The declared paths of a program's files, below its folder. */
export function declaredFiles(program: Program): string[] {
  return placesOf("file", program).map(({ path }) => path);
}

/** Whether a path below a program's folder is declared. */
export function isDeclaredFile(program: Program, path: string): boolean {
  return declaredFiles(program).some((pattern) => pathPattern(pattern).test(path));
}

/** The names of the kinds of record that may stand in a recording, sorted. */
export function declaredRecordKinds(): string[] {
  return allPlaces("record")
    .flatMap(({ kinds }) => kinds)
    .sort();
}

/** The types of leaf that may stand in the transparency log, sorted. */
export function declaredLeafTypes(): string[] {
  return allPlaces("leaf")
    .flatMap(({ types }) => types)
    .sort();
}

/** The labels that a program's figures may carry, sorted. */
export function declaredLabels(program: Program): string[] {
  return placesOf("metrics", program)
    .flatMap(({ labels }) => labels)
    .sort();
}

/** The keys of the browser's storage that a program may use. */
export function declaredBrowserKeys(program: Program): string[] {
  return placesOf("browser", program).map(({ key }) => key);
}

function allPlaces<Kind extends Place["in"]>(kind: Kind): PlaceIn<Kind>[] {
  return catalogue.flatMap(({ places }) => places.filter((place): place is PlaceIn<Kind> => place.in === kind));
}

function placesOf<Kind extends "table" | "file" | "metrics" | "browser">(kind: Kind, program: Program) {
  return allPlaces<"table" | "file" | "metrics" | "browser">(kind).filter(
    (place): place is PlaceIn<Kind> => place.program === program,
  );
}

function pathPattern(pattern: string): RegExp {
  const source = pattern
    .split(/(<[a-z]+>|\*\*)/)
    .map((part) =>
      part === "**" ? ".+" : part.startsWith("<") ? "[^/]+" : part.replace(/[.\\+*?[\](){}^$|]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`);
}
