import type { InBoth } from "./language.ts";
import type { LegalGround } from "./legal-ground.ts";
import type { Place } from "./place.ts";

export const programs = ["rescue-portal", "recordings", "key-warden", "customer-agent", "agent-viewer"] as const;
export type Program = (typeof programs)[number];

export const chapters = ["visit", "session", "recording", "complaint", "computer", "staff", "operation"] as const;
/** Where in the privacy notice a kind stands. */
export type Chapter = (typeof chapters)[number];

/** One kind of data: everything that is known about why it exists. What is not declared so cannot be stored. */
export type DataKind = {
  readonly id: string;
  readonly chapter: Chapter;
  readonly isPersonal: boolean;
  /** A short name, as a heading. */
  readonly title: InBoth;
  readonly what: InBoth;
  readonly purpose: InBoth;
  readonly ground: LegalGround;
  /** One sentence: why this ground and no other. */
  readonly because: InBoth;
  readonly places: readonly Place[];
  readonly kept: Kept;
  readonly seenBy: InBoth;
};

/** How long a kind of data exists. */
export type Kept =
  /** At most `ms` after something; the rules say by which column a program finds out. */
  | { readonly how: "for"; readonly ms: number; readonly after: InBoth; readonly rules?: readonly Rule[] }
  /** As long as another kind, by its id. */
  | { readonly how: "with"; readonly kind: string; readonly rules?: readonly Rule[] }
  /** Until the recording it belongs to is destroyed. */
  | { readonly how: "recording" }
  /** In memory, while it is needed. */
  | { readonly how: "moment"; readonly while: InBoth }
  /** As long as something exists that people decide about. */
  | { readonly how: "while"; readonly while: InBoth; readonly rules?: readonly Rule[] }
  /** Not about persons, and needed as a proof. */
  | { readonly how: "lasting"; readonly because: InBoth };

/** What a program does to a table: rows go some time after `column`, or together with the rows they refer to. */
export type Rule =
  | {
      readonly table: string;
      readonly column: string;
      /** When it differs from what the kind says of itself. */
      readonly afterMs?: number;
      /** Only rows in which this column has this value. */
      readonly only?: { readonly column: string; readonly is: string };
      /** The row stays, and these columns become null. */
      readonly clears?: readonly string[];
      /** Spares, of all rows with the same value of `of`, the last one in the order of `by`, if `column` of it is `is`. */
      readonly sparesLast?: { readonly of: string; readonly by: string; readonly column: string; readonly is: string };
    }
  | { readonly table: string; readonly with: string };
