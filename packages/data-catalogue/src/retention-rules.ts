import { catalogue } from "./catalogue.ts";
import type { DataKind, Program, Rule } from "./data-kind.ts";
import { dayMs, recordingDays } from "./periods.ts";

/** What a program has to do to its tables, and for which kind of data. */
export type RetentionRule =
  | (Extract<Rule, { column: string }> & { readonly kind: string; readonly afterMs: number })
  | (Extract<Rule, { with: string }> & { readonly kind: string });

/** An operator who keeps recordings for fewer days keeps what belongs to their sessions for as many. */
export type RetentionChoice = { readonly recordingDays?: number };

/** The rules of all tables of a program from which something is to vanish. */
export function retentionRules(program: Program, choice: RetentionChoice = {}): RetentionRule[] {
  return catalogue.flatMap((kind) => {
    const own = new Set(
      kind.places.flatMap((place) => (place.in === "table" && place.program === program ? [place.table] : [])),
    );
    return rulesOf(kind)
      .filter(({ table }) => own.has(table))
      .map((rule) => resolved(kind, rule, choice));
  });
}

function rulesOf({ kept }: DataKind): readonly Rule[] {
  return "rules" in kept ? (kept.rules ?? []) : [];
}

function resolved({ id, kept }: DataKind, rule: Rule, choice: RetentionChoice): RetentionRule {
  if ("with" in rule) return { ...rule, kind: id };
  const declaredMs = rule.afterMs ?? (kept.how === "for" ? kept.ms : undefined);
  if (declaredMs === undefined) throw new Error(`The rule for ${rule.table} of ${id} has no period`);
  const chosenMs = (choice.recordingDays ?? recordingDays) * dayMs;
  const afterMs = declaredMs === recordingDays * dayMs ? Math.min(declaredMs, chosenMs) : declaredMs;
  return { ...rule, kind: id, afterMs };
}
