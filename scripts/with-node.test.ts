import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
let folder: string;
let root: string;

/** A repository with one local package, so that `npm ci` has something to do and needs no network. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose with-node "));
  root = join(folder, "repository");
  await mkdir(join(root, "scripts/commands"), { recursive: true });
  await mkdir(join(root, "packages/one"), { recursive: true });
  for (const name of ["with-node", "same-packages.cjs"]) {
    await cp(join(import.meta.dirname, name), join(root, "scripts", name));
  }
  await write("package.json", JSON.stringify({ name: "example", version: "1.0.0", workspaces: ["packages/*"] }));
  await write(
    "packages/one/package.json",
    JSON.stringify({ name: "one", version: "1.0.0", type: "module", main: "one.js" }),
  );
  await write("packages/one/one.js", "export const one = 1;\n");
  const say =
    "import { one } from 'one';\nconst words: string[] = process.argv.slice(2);\nconsole.log(one, ...words);\n";
  await write("scripts/commands/say.mts", say);
  await run("npm", ["install", "--package-lock-only", "--offline"], { cwd: root });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function write(path: string, text: string): Promise<void> {
  return writeFile(join(root, path), text);
}

function withNode(file: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const PATH = `${dirname(process.execPath)}:${process.env["PATH"]}`;
  return run(file, args, { cwd: tmpdir(), env: { ...process.env, PATH } });
}

test("installs what is missing, once, and runs the command from any folder and through links", async () => {
  const link = join(folder, "a link");
  await symlink(join(root, "scripts/with-node"), link);
  const first = await withNode(link, "commands/say.mts", "two words", "--json");
  expect(first.stdout).toBe("1 two words --json\n");
  expect(first.stderr).toContain("Installing npm packages");
  const second = await withNode(link, "commands/say.mts");
  expect(second).toMatchObject({ stdout: "1\n", stderr: "" });
});

test("a newer lockfile with the same packages installs nothing, one with another package does", async () => {
  const file = join(root, "scripts/with-node");
  await withNode(file, "commands/say.mts");
  const future = new Date(Date.now() + 60_000);
  await utimes(join(root, "package-lock.json"), future, future);
  expect((await withNode(file, "commands/say.mts")).stderr).toBe("");

  const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
  lock.packages["node_modules/two"] = { version: "1.0.0", integrity: "sha512-AA==" };
  await write("package-lock.json", JSON.stringify(lock));
  await utimes(join(root, "package-lock.json"), future, future);
  expect((await withNode(file, "commands/say.mts")).stderr).toContain("Installing npm packages");
});

test("says why when the packages cannot be installed, and runs nothing", async () => {
  await write("package.json", JSON.stringify({ name: "example", version: "1.0.0", dependencies: { absent: "1.0.0" } }));
  const failure = await withNode(join(root, "scripts/with-node"), "commands/say.mts").catch((error) => error);
  expect(failure).toMatchObject({ code: 1, stdout: "" });
  expect(failure.stderr).toContain("absent");
  expect(failure.stderr).toContain("npm ci failed");
});
