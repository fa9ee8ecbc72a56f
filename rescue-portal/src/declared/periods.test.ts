import { randomBytes } from "node:crypto";
import { attemptWindowMs, keyLifetimeMs, logDays, oneTimeLinkMs, signedInMs } from "@ferndiagnose/data-catalogue";
import { policy } from "@ferndiagnose/protocol";
import { FakeClock } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { AccountDesk } from "../accounts/account-desk.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { defaultBudgets } from "../portal-budgets.ts";

test("session keys live as long as the catalogue and the privacy notice say", () => {
  expect(keyLifetimeMs).toBe(policy.KEY_LIFETIME_MS);
});

test("no budget remembers an address for longer than the catalogue says, which is less than 14 days (promise 11)", () => {
  expect(attemptWindowMs).toBeLessThanOrEqual(logDays * 24 * 3_600_000);
  for (const [name, { windowMs }] of Object.entries(defaultBudgets))
    expect(windowMs, name).toBeLessThanOrEqual(attemptWindowMs);
});

test("sign-ins and one-time links last as long as the catalogue says", async () => {
  const database = openSqliteDatabase(":memory:");
  await database.migrate();
  const clock = new FakeClock(1_000);
  const accounts = new AccountDesk({ database, clock, random: randomBytes });
  await accounts.create({ name: "tina", displayName: "Technik", role: "technician" });
  const used = await accounts.createLink("tina");
  await accounts.createLink("tina");
  await accounts.signInByLink(used);
  const expiry = async (table: "account_sessions" | "one_time_links") =>
    (await database.tables.selectFrom(table).select("expires_at").execute()).map(
      ({ expires_at }) => expires_at - 1_000,
    );
  expect(await expiry("account_sessions")).toEqual([signedInMs]);
  expect(await expiry("one_time_links")).toEqual([oneTimeLinkMs]);
  await database.close();
});
