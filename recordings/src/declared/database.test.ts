import { declaredTables } from "@ferndiagnose/data-catalogue";
import { declareColumns, storedColumns } from "@ferndiagnose/server/sqlite/testing";
import { expect, test } from "vitest";
import { openSqliteDatabase } from "../database/sqlite-database.ts";

test("the recording server's database has the declared tables and columns, all of them and no others (promise 11)", async () => {
  expect(await storedColumns(openSqliteDatabase(":memory:")), declareColumns).toEqual(declaredTables("recordings"));
});
