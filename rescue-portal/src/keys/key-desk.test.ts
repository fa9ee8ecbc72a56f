import { randomBytes } from "node:crypto";
import { policy, type SessionId, SessionKey } from "@ferndiagnose/protocol";
import { FakeClock } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import type { Random } from "../ports.ts";
import { KeyDesk } from "./key-desk.ts";

const firstId = "a".repeat(20) as SessionId;
const secondId = "b".repeat(20) as SessionId;

let database: Database;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock();
  database = openSqliteDatabase(":memory:");
  await database.migrate();
  await database.tables
    .insertInto("accounts")
    .values({ name: "t", display_name: "T", role: "technician", password_hash: null, created_at: 0 })
    .execute();
  for (const id of [firstId, secondId]) {
    await database.tables
      .insertInto("sessions")
      .values({
        id,
        technician_account: "t",
        created_at: 0,
        ended_at: null,
        check_code: null,
        resume_token_hash: null,
        recorder_instance: null,
      })
      .execute();
  }
});
afterEach(() => database.close());

function openDesk(random: Random = randomBytes): KeyDesk {
  return new KeyDesk({ database, clock, random }, new Uint8Array(32).fill(7));
}

describe("KeyDesk", () => {
  it("issues seven digits that live ten minutes", async () => {
    const { key, expiresAt } = await openDesk().issue(database.tables, firstId);
    expect(key).toMatch(/^[0-9]{7}$/);
    expect(expiresAt - clock.now()).toBe(policy.KEY_LIFETIME_MS);
  });

  it("recognises a key as often as asked and lets it be used once", async () => {
    const desk = openDesk();
    const { key } = await desk.issue(database.tables, firstId);
    expect(await desk.recognise(key)).toBe(firstId);
    expect(await desk.recognise(key)).toBe(firstId);
    expect(await desk.use(key)).toBe(firstId);
    expect(await desk.use(key)).toBeUndefined();
    expect(await desk.recognise(key)).toBeUndefined();
  });

  it("gives a key to one of two who use it at once", async () => {
    const desk = openDesk();
    const { key } = await desk.issue(database.tables, firstId);
    const uses = await Promise.all([desk.use(key), desk.use(key)]);
    expect(uses.filter((id) => id === firstId)).toHaveLength(1);
  });

  it("forgets a key to the millisecond", async () => {
    const desk = openDesk();
    const { key } = await desk.issue(database.tables, firstId);
    clock.advance(policy.KEY_LIFETIME_MS - 1);
    expect(await desk.recognise(key)).toBe(firstId);
    clock.advance(1);
    expect(await desk.recognise(key)).toBeUndefined();
    expect(await desk.use(key)).toBeUndefined();
  });

  it("draws again when a live session has the key", async () => {
    const draws = [1, 1, 2];
    const desk = openDesk((length) => new Uint8Array(length).fill(draws.shift() ?? 3));
    expect((await desk.issue(database.tables, firstId)).key).toBe("1111111");
    expect((await desk.issue(database.tables, secondId)).key).toBe("2222222");
  });

  it("stores no key in the clear", async () => {
    const { key } = await openDesk().issue(database.tables, firstId);
    const rows = JSON.stringify(await database.tables.selectFrom("session_keys").selectAll().execute());
    expect(rows).not.toContain(key);
  });

  it("leaves nothing by which a used key differs from one that never was", async () => {
    const desk = openDesk();
    const { key } = await desk.issue(database.tables, firstId);
    await desk.use(key);
    expect(await database.tables.selectFrom("session_keys").selectAll().execute()).toEqual([]);
  });

  // A difference that is there is there every time; one that something else on the machine made is not.
  it("takes the same time for unknown, used and expired keys", { retry: 2 }, async () => {
    const desk = openDesk();
    const expired = (await desk.issue(database.tables, firstId)).key;
    clock.advance(policy.KEY_LIFETIME_MS);
    const used = (await desk.issue(database.tables, secondId)).key;
    await desk.use(used);
    const keys = { unknown: SessionKey.parse("0000000"), used, expired };
    const medians = await medianMicroseconds(desk, keys);
    const fastest = Math.min(...Object.values(medians));
    for (const median of Object.values(medians)) expect(median).toBeLessThan(fastest * 1.5 + 50);
  });
});

/** Interleaved, so that a busy machine slows all of them alike. */
async function medianMicroseconds(desk: KeyDesk, keys: Record<string, SessionKey>): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < 500; round++) {
    for (const [name, key] of Object.entries(keys)) {
      const start = process.hrtime.bigint();
      await desk.recognise(key);
      times[name] ??= [];
      times[name].push(Number(process.hrtime.bigint() - start) / 1000);
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, values.sort((a, b) => a - b)[values.length >> 1] ?? 0]),
  );
}
