import { sql } from "kysely";
import type { Database } from "../database.ts";

/** The columns of each table that a database really has after all migrations, sorted: asked of SQLite itself. Closes it. */
export async function storedColumns<Tables>(database: Database<Tables>): Promise<Record<string, string[]>> {
  await database.migrate();
  const { rows } = await sql<{ table_name: string; column_name: string }>`
    select tables.name as table_name, columns.name as column_name
    from pragma_table_list as tables join pragma_table_info(tables.name) as columns
    where tables.schema = 'main' and tables.name not like 'sqlite\\_%' escape '\\'`.execute(database.tables);
  await database.close();
  const found: Record<string, string[]> = {};
  for (const { table_name, column_name } of rows)
    found[table_name] = [...(found[table_name] ?? []), column_name].sort();
  return found;
}

/** What a test says when they are not the declared ones. */
export const declareColumns =
  "A column is stored that the data catalogue does not know, or the other way round. Declare what it is for, on which ground and how " +
  "long in packages/data-catalogue/src/kinds (packages/docs/data-catalogue.md), or do not store it";
