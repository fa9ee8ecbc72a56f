import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferndiagnose-exit-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const module = join(import.meta.dirname, "after-exit.ts");

/** A program that hands over its work and then stays until it is killed; gives its end. */
async function killedProgram(leftovers: object[], meanwhile = (_processId: number) => {}): Promise<void> {
  const program = `
    const { AfterExit } = await import(${JSON.stringify(module)});
    const helper = new AfterExit(process.pid, process.env);
    helper.add(${JSON.stringify(leftovers)});
    setInterval(() => {}, 1000);
    process.stdout.write("ready");
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(existsSync(join(folder, "first")), "nothing happens while the program runs").toBe(true);
  meanwhile(child.pid ?? 0);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

test("a program that is killed still leaves nothing behind, whatever its names", async () => {
  writeFileSync(join(folder, "first"), "");
  const names = [`it's "so" $HOME \`id\``, "zwei\nZeilen", "über ß", "-rf", "*", "a b"];
  for (const name of names) writeFileSync(join(folder, name), "");
  mkdirSync(join(folder, "data/deep"), { recursive: true });
  writeFileSync(join(folder, "data/deep/file"), "");
  mkdirSync(join(folder, "full"));
  writeFileSync(join(folder, "full/letter"), "");
  mkdirSync(join(folder, "elsewhere"));
  writeFileSync(join(folder, "elsewhere/letter"), "");
  symlinkSync(join(folder, "elsewhere"), join(folder, "link"));
  await killedProgram([
    ...["first", ...names, "link"].map((name) => ({ kind: "file", path: join(folder, name) })),
    { kind: "folder", path: join(folder, "data") },
    { kind: "empty-folder", path: join(folder, "full") },
  ]);
  const rest = ["elsewhere", "elsewhere/letter", "full/letter"];
  await expect
    .poll(() => [...names, "first", "link", "data"].filter((name) => existsSync(join(folder, name))))
    .toEqual([]);
  expect(rest.every((name) => existsSync(join(folder, name)))).toBe(true);
});

test("user data go, unless another start of the program has them by now", async () => {
  writeFileSync(join(folder, "first"), "");
  for (const [name, owner] of [
    ["ours", "4194305"],
    ["taken", String(process.pid)],
  ] as const) {
    mkdirSync(join(folder, name, "profile"), { recursive: true });
    symlinkSync(`machine-${owner}`, join(folder, name, "profile/SingletonLock"));
  }
  await killedProgram(["ours", "taken"].map((name) => ({ kind: "user-data", path: join(folder, name) })));
  await expect.poll(() => existsSync(join(folder, "ours"))).toBe(false);
  expect(existsSync(join(folder, "taken/profile"))).toBe(true);
});

test("a link that somebody planted beside the user data leads nowhere", async () => {
  writeFileSync(join(folder, "first"), "");
  mkdirSync(join(folder, "theirs"));
  mkdirSync(join(folder, "data/profile"), { recursive: true });
  symlinkSync(join(folder, "theirs"), join(folder, "other"));
  await killedProgram(
    ["data", "other"].map((name) => ({ kind: "user-data", path: join(folder, name) })),
    (processId) => symlinkSync(join(folder, "theirs"), join(folder, `data.${processId}.gone`)),
  );
  await expect
    .poll(() => readdirSync(folder).filter((name) => name.startsWith("data") && !name.endsWith(".gone")))
    .toEqual([]);
  expect(readdirSync(join(folder, "theirs"))).toEqual([]);
});
