import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WardenStatus } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { createKeyWarden } from "./key-warden.ts";
import { testRandom, WardenUnderTest } from "./testing/warden-under-test.ts";

test("starts, looks after its days by itself, stops, and can be started again", async () => {
  const bench = await WardenUnderTest.prepare();
  const lines: string[] = [];
  const note = (_fields: object, text: string) => void lines.push(text);
  const ports = { clock: bench.clock, random: testRandom, log: { info: note, warn: note, error: note } };
  const warden = createKeyWarden(ports, {
    directory: bench.directory,
    token: "t".repeat(32),
    host: "127.0.0.1",
    port: 0,
    log: bench.log.trust,
    pinnedAuditorSets: async () => [bench.set],
  });
  const { url, port, identity } = await warden.start();
  expect(new URL(url).port).toBe(String(port));
  const headers = { authorization: `Bearer ${"t".repeat(32)}` };
  const status = WardenStatus.parse(await (await fetch(`${url}/api/v1/status`, { headers })).json());
  expect(status).toMatchObject({ wardenId: identity.wardenId, at: bench.clock.now(), isReady: true });

  const keys = join(bench.directory, "keys");
  for (let round = 0; round < 3; round++) {
    await writeFile(join(keys, "2026-05-01.key"), testRandom(32));
    bench.clock.advance(10 * 60_000);
    await expect.poll(() => readdir(keys)).toEqual([]);
  }
  expect(lines.filter((line) => line === "epoch.destroyed")).toHaveLength(3);
  await warden.stop();
  expect(bench.clock.timersWaiting).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  expect(await readdir(bench.directory)).not.toContain("owner");
  expect((await warden.start()).identity).toEqual(identity);
  await warden.stop();
  await bench.remove();
});
