import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { declaredFiles, isDeclaredFile } from "@ferndiagnose/data-catalogue";
import { expect, test } from "vitest";
import { dayMs, WardenUnderTest } from "../testing/warden-under-test.ts";

test("a warden keeps the declared files and no others, through all that happens to secrets (promise 11)", async () => {
  const bench = await WardenUnderTest.create();
  const seen = new Set<string>();
  const look = () => {
    for (const path of globSync("**/*", { cwd: bench.directory }))
      if (statSync(join(bench.directory, path)).isFile()) seen.add(path.replaceAll("\\", "/"));
  };
  const [kept, held, gone] = [await bench.stored(), await bench.stored(), await bench.stored()];
  look();
  const { request } = await bench.releaseRequest(kept.recordingId);
  await bench.warden.release(request);
  await bench.warden.closeCase(request.caseId);
  await bench.hold(held.recordingId);
  look();
  bench.clock.advance(2 * dayMs);
  await bench.destroy(gone.recordingId);
  await bench.destroy(kept.recordingId);
  await bench.warden.tick();
  look();
  await bench.endHold(held.recordingId);
  await bench.destroy(held.recordingId);
  look();
  await bench.remove();

  const declareIt =
    "Declare the file in packages/data-catalogue/src/kinds (packages/docs/data-catalogue.md), or do not write it";
  expect(
    [...seen].filter((path) => !isDeclaredFile("key-warden", path)),
    declareIt,
  ).toEqual([]);
  const folders = new Set([...seen].map((path) => path.split("/")[0]));
  const declaredFolders = new Set(declaredFiles("key-warden").map((path) => path.split("/")[0]));
  // `destroying` lasts for a moment of a destruction, `owner` for the process that serves HTTP.
  expect([...declaredFolders].filter((folder) => !folders.has(folder)).sort()).toEqual(["destroying", "owner"]);
});
