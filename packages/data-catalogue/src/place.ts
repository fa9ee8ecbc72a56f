import type { Program } from "./data-kind.ts";
import type { InBoth } from "./language.ts";

/** Where a kind of data is found. Tables, files, records, leaves, log lines and labels are compared with the programs by tests. */
export type Place =
  | { readonly in: "table"; readonly program: Program; readonly table: string; readonly columns: readonly string[] }
  /** A path below the program's own folder; `<…>` stands for one name, `**` for any depth. */
  | { readonly in: "file"; readonly program: Program; readonly path: string }
  /** Kinds of record inside a sealed recording, by their names in `RecordKind`. */
  | { readonly in: "record"; readonly kinds: readonly string[] }
  /** Types of leaf of the transparency log. */
  | { readonly in: "leaf"; readonly types: readonly string[] }
  | { readonly in: "log-line"; readonly program: Program }
  | { readonly in: "metrics"; readonly program: Program; readonly labels: readonly string[] }
  | { readonly in: "memory"; readonly program: Program }
  /** A cookie, or a key of the browser's own storage. */
  | { readonly in: "browser"; readonly program: Program; readonly key: string }
  | { readonly in: "customer-computer"; readonly what: InBoth };

export type PlaceIn<Kind extends Place["in"]> = Extract<Place, { in: Kind }>;
