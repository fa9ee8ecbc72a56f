import { declaredTables } from "@ferndiagnose/data-catalogue";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openSqliteDatabase } from "../database/sqlite-database.ts";

/** What the database really has after all migrations, asked of SQLite itself. */
async function realTables(): Promise<Record<string, string[]>> {
  const database = openSqliteDatabase(":memory:");
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

test("the portal's database has the declared tables and columns, all of them and no others (promise 11)", async () => {
  const help =
    "A column is stored that the data catalogue does not know, or the other way round. Declare what it is for, on which ground and how " +
    "long in packages/data-catalogue/src/kinds (packages/docs/data-catalogue.md), or do not store it";
  expect(await realTables(), help).toEqual(declaredTables("rescue-portal"));
});
