import { randomBytes } from "node:crypto";
import { FakeClock } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { AccountDesk } from "./account-desk.ts";

const hourMs = 3_600_000;

let database: Database;
let clock: FakeClock;
let desk: AccountDesk;

beforeEach(async () => {
  clock = new FakeClock();
  database = openSqliteDatabase(":memory:");
  await database.migrate();
  desk = new AccountDesk({ database, clock, random: randomBytes });
  await desk.create({ name: "t1", displayName: "Technik 1", role: "technician", password: "correct horse" });
  await desk.create({ name: "t2", displayName: "Technik 2", role: "technician" });
});
afterEach(() => database.close());

describe("AccountDesk", () => {
  it("keeps a password as Argon2id only", async () => {
    const rows = await database.tables.selectFrom("accounts").selectAll().orderBy("name").execute();
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(JSON.stringify(rows)).not.toContain("correct horse");
  });

  it("does not replace an account that exists", async () => {
    expect(await desk.create({ name: "t1", displayName: "Other", role: "operator" })).toBe(false);
    expect((await desk.signIn("t1", "correct horse")).account).toEqual({
      name: "t1",
      displayName: "Technik 1",
      role: "technician",
    });
  });

  it("knows who is signed in for twelve hours, and not after signing out", async () => {
    const { token } = await desk.signIn("t1", "correct horse");
    clock.advance(12 * hourMs - 1);
    expect((await desk.signedIn(token))?.name).toBe("t1");
    clock.advance(1);
    expect(await desk.signedIn(token)).toBeUndefined();
    const again = await desk.signIn("t1", "correct horse");
    await desk.signOut(again.token);
    expect(await desk.signedIn(again.token)).toBeUndefined();
  });

  it.each([
    ["a wrong password", "t1", "wrong"],
    ["an unknown name", "nobody", "correct horse"],
    ["an account without password", "t2", ""],
    ["an account without password, and one", "t2", "correct horse"],
  ])("refuses %s with the same code", async (_case, name, password) => {
    await expect(desk.signIn(name, password)).rejects.toMatchObject({ code: "sign_in_failed" });
  });

  // A difference that is there is there every time; one that something else on the machine made is not.
  it("takes as long for an unknown name as for a wrong password", { retry: 2 }, async () => {
    await desk.signIn("warm", "up").catch(() => undefined);
    const unknown: number[] = [];
    const wrong: number[] = [];
    for (let round = 0; round < 5; round++) {
      unknown.push(await milliseconds(() => desk.signIn("nobody", "x")));
      wrong.push(await milliseconds(() => desk.signIn("t1", "x")));
    }
    expect(median(unknown) / median(wrong)).toBeGreaterThan(0.4);
    expect(median(unknown) / median(wrong)).toBeLessThan(2.5);
  });

  it("lets a one-time link in once", async () => {
    const link = await desk.createLink("t2");
    expect(link).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const stored = JSON.stringify(await database.tables.selectFrom("one_time_links").selectAll().execute());
    expect(stored).not.toContain(link);
    expect((await desk.signInByLink(link)).account.name).toBe("t2");
    await expect(desk.signInByLink(link)).rejects.toMatchObject({ code: "link_not_accepted" });
  });

  it("refuses a link after 24 hours like one that never was", async () => {
    const link = await desk.createLink("t2");
    clock.advance(24 * hourMs);
    await expect(desk.signInByLink(link)).rejects.toMatchObject({ code: "link_not_accepted" });
    await expect(desk.signInByLink("A".repeat(43))).rejects.toMatchObject({ code: "link_not_accepted" });
  });
});

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work().catch(() => undefined);
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
