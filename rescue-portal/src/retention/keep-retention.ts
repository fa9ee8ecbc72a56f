import { type RetentionRule, retentionRules } from "@ferndiagnose/data-catalogue";
import type { UnixMs } from "@ferndiagnose/protocol";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

/**
 * Deletes what the data catalogue says is over. `recordingDays`: how long this operator keeps recordings, and with them what
 * belongs to their sessions; the catalogue's own period is the longest.
 */
export async function keepRetention(database: Database, now: UnixMs, recordingDays: number): Promise<void> {
  for (const rule of retentionRules("rescue-portal", { recordingDays })) await keepRule(database.tables, rule, now);
  // Where that is not possible now, the next round of housework does it.
  await database.eraseTraces();
}

type TimedRule = Extract<RetentionRule, { column: string }>;

async function keepRule(tables: Kysely<Tables>, rule: RetentionRule, now: UnixMs): Promise<void> {
  // Rows that go with others are deleted by the database itself, by their foreign key.
  if ("with" in rule) return;
  const table = sql.table(rule.table);
  const due = dueRows(rule, now);
  if (rule.clears === undefined) {
    await sql`delete from ${table} where ${due}`.execute(tables);
    return;
  }
  const columns = rule.clears.map((column) => sql.ref(column));
  const cleared = sql.join(columns.map((column) => sql`${column} = null`));
  const isThere = sql.join(
    columns.map((column) => sql`${column} is not null`),
    sql` or `,
  );
  await sql`update ${table} set ${cleared} where ${due} and (${isThere})`.execute(tables);
}

function dueRows({ table, column, afterMs, only, sparesLast }: TimedRule, now: UnixMs): RawBuilder<unknown> {
  const conditions = [sql`${sql.ref(column)} <= ${now - afterMs}`];
  if (only !== undefined) conditions.push(sql`${sql.ref(only.column)} = ${only.is}`);
  if (sparesLast !== undefined) {
    const { of, by, column: state, is } = sparesLast;
    const own = (name: string) => sql.ref(`${table}.${name}`);
    const later = (name: string) => sql.ref(`later.${name}`);
    conditions.push(
      sql`(${own(state)} <> ${is} or exists (select 1 from ${sql.table(table)} as later
        where ${later(of)} = ${own(of)} and ${later(by)} > ${own(by)}))`,
    );
  }
  return sql.join(conditions, sql` and `);
}
