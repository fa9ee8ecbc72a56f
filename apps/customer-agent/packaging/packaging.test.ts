import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { builderConfig, fusesOf } from "./builder-config.ts";
import { downloadName, downloadTargets } from "./download-target.ts";
import { listDownloads } from "./list-downloads.ts";
import {
  fetchOfficialElectron,
  officialElectron,
  refuseReplacements,
  requireOfficialElectron,
} from "./official-electron.ts";
import { writeArchive } from "./write-archive.ts";
import { makeSbom } from "./write-sbom.ts";

const linux = { system: "linux", arch: "x64", kind: "archive" } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ferndiagnose-packaging-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a release stands on the pinned official Electron or is not made", () => {
  test("the pinned version and a checksum for every system it is made for", async () => {
    for (const target of downloadTargets) {
      const { version, zipName, sha256 } = await officialElectron(target);
      expect(version).toBe("45.4.1");
      expect(zipName).toContain(`electron-v45.4.1-`);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test("other bytes, an unpacked folder and nothing at all are refused", async () => {
    const official = await officialElectron(linux);
    const zip = path.join(folder, official.zipName);
    const refused = { code: "electron_not_official" };
    await expect(requireOfficialElectron(zip, official)).rejects.toMatchObject(refused);
    mkdirSync(zip);
    await expect(requireOfficialElectron(zip, official)).rejects.toMatchObject(refused);
    rmSync(zip, { recursive: true });
    writeFileSync(zip, "another Electron");
    await expect(requireOfficialElectron(zip, official)).rejects.toMatchObject(refused);
    // The check itself lets the right bytes through.
    const sha256 = execFileSync("sha256sum", [zip], { encoding: "utf8" }).slice(0, 64);
    await requireOfficialElectron(zip, { ...official, sha256 });
  });

  test.each([
    "ELECTRON_OVERRIDE_DIST_PATH",
    "ELECTRON_MIRROR",
    "npm_config_electron_mirror",
    "ELECTRON_CUSTOM_DIR",
    "electron_custom_filename",
  ])("with %s set nothing is even fetched", async (name) => {
    await expect(fetchOfficialElectron(linux, { [name]: "https://elsewhere.example/" })).rejects.toMatchObject({
      code: "electron_not_official",
    });
    expect(() => refuseReplacements({ [name]: "" })).not.toThrow();
  });

  test("the command refuses, too, and leaves nothing", () => {
    const args = ["--system=linux", "--arch=x64", "--kind=archive", `--out=${folder}`];
    const command = path.join(import.meta.dirname, "make-download.ts");
    const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder };
    expect(() => execFileSync(process.execPath, [command, ...args], { env, stdio: "pipe" })).toThrow(
      /electron_not_official: A release is built without ELECTRON_OVERRIDE_DIST_PATH/,
    );
    expect(execFileSync("find", [folder], { encoding: "utf8" })).toBe(`${folder}\n`);
  });
});

describe("what electron-builder is told", () => {
  const input = { stage: "/s", out: "/o", electronVersion: "45.4.1", electronDist: "/e", afterPack: () => undefined };

  test.each(downloadTargets)("$system $arch $kind: no administrator, no updater, every fuse", (target) => {
    const config = builderConfig({ ...input, target, isTest: false });
    expect(config.publish).toBeNull();
    expect(config.win).toMatchObject({ requestedExecutionLevel: "asInvoker", forceCodeSigning: true });
    expect(config.portable).toMatchObject({ requestExecutionLevel: "user" });
    expect(config.mac).toMatchObject({ hardenedRuntime: true, notarize: true, forceCodeSigning: true });
    expect(fusesOf(target, "45.4.1")).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: target.system !== "macos",
    });
    expect(JSON.stringify(config)).not.toContain("no-sandbox");
  });

  test("a test build has another name and another identity, and needs no certificate", () => {
    const config = builderConfig({ ...input, target: linux, isTest: true });
    expect(config.appId).toMatch(/test$/);
    expect(config.artifactName).toContain("Testversion");
    expect(config.win).toMatchObject({ forceCodeSigning: false });
  });
});

test("the same content is the same archive, whoever packs it when", async () => {
  const hashes = ["a", "b"].map(async (name) => {
    const place = path.join(folder, name);
    const files = name === "a" ? ["z", "locales/de.pak", ".marker"] : [".marker", "locales/de.pak", "z"];
    for (const file of files) {
      mkdirSync(path.dirname(path.join(place, file)), { recursive: true });
      writeFileSync(path.join(place, file), file);
      utimesSync(path.join(place, file), name === "a" ? 1 : 1e9, 1);
    }
    chmodSync(path.join(place, "z"), name === "a" ? 0o755 : 0o775);
    const archive = path.join(folder, `${name}.tar.gz`);
    await writeArchive(place, "Ferndiagnose", archive);
    return readFileSync(archive).toString("hex");
  });
  const [one, other] = await Promise.all(hashes);
  expect(one).toBe(other);
  const list = execFileSync("tar", ["--list", "--file", path.join(folder, "a.tar.gz")], { encoding: "utf8" });
  expect(list.trim().split("\n")).toEqual([
    "Ferndiagnose/",
    "Ferndiagnose/.marker",
    "Ferndiagnose/locales/",
    "Ferndiagnose/locales/de.pak",
    "Ferndiagnose/z",
  ]);
});

test("the list names what is there with size and checksum; a release takes the place of the test build", async () => {
  const test = downloadName(linux, true);
  const exe = downloadName({ system: "windows", arch: "x64", kind: "portable-exe" }, false);
  for (const name of [test, exe, "unknown.zip"]) writeFileSync(path.join(folder, name), name);
  const { files } = await listDownloads(folder);
  expect(files.map(({ name, isTest, size }) => ({ name, isTest, size }))).toEqual([
    { name: exe, isTest: false, size: exe.length },
    { name: test, isTest: true, size: test.length },
  ]);
  const checked = execFileSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: folder, encoding: "utf8" });
  expect(checked).toBe(`${exe}: OK\n${test}: OK\n`);
  writeFileSync(path.join(folder, downloadName(linux, false)), "release");
  expect((await listDownloads(folder)).files.map(({ isTest }) => isTest)).toEqual([false, false]);
});

test("the bill of materials names every direct dependency and Electron, with versions", async () => {
  const { components } = await makeSbom();
  const manifest = readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) {
    const plain = name.replace("@ferndiagnose/", "");
    expect(
      components.find((one) => one.name === plain),
      name,
    ).toMatchObject({ version });
  }
  expect(components.find(({ name }) => name === "electron")).toMatchObject({ version: "45.4.1" });
});

test("the release workflow makes every download, hands out no right it does not need, and names its secrets", () => {
  const workflow = readFileSync(path.join(import.meta.dirname, "../../../.github/workflows/release.yml"), "utf8");
  for (const { system, arch, kind } of downloadTargets) {
    expect(workflow).toContain(`system: ${system}, arch: ${arch}, kind: ${kind} }`);
  }
  expect(workflow).toContain("permissions: {}");
  expect(workflow).not.toContain("--test-electron ");
  for (const [, name] of workflow.matchAll(/secrets\.([A-Z_]+)/g))
    expect(workflow).toMatch(new RegExp(`^#.*${name}`, "m"));
});
