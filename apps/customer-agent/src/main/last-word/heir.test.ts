import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LastWord } from "@ferndiagnose/protocol/ipc";
import { schemaExamples } from "@ferndiagnose/protocol/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

const example = LastWord.parse(schemaExamples.find(({ name }) => name === "LastWord")?.examples[0]);
const odd = { ...example, invitation: { ...example.invitation, technicianName: "Zoë \\n $HOME 'O\"`id`" } };
const module = join(import.meta.dirname, "heir.ts");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferndiagnose-heir-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => join(folder, name);
const exists = (name: string) => existsSync(file(name));

/** A program that says its words and stays until it is killed. Its heir notes what it inherits, with its arguments. */
async function killedProgram(name: string, then: string): Promise<void> {
  const noting = 'cat > "$2.part"; printf %s "$1" > "$2.argument"; mv "$2.part" "$2"';
  const program = `
    const { ShellHeir } = await import(${JSON.stringify(module)});
    const args = ["-c", ${JSON.stringify(noting)}, "sh", "it's \\"so\\" $HOME", ${JSON.stringify(file(name))}];
    const heir = new ShellHeir({ file: "sh", args }, process.env);
    heir.tell(${JSON.stringify(example)});
    heir.tell(${JSON.stringify(odd)});
    ${then}
    setInterval(() => {}, 1000);
    process.stdout.write("ready");
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

test("who is killed leaves the newest word, on standard input only; who has ended it leaves nothing", async () => {
  await killedProgram("dismissed", "heir.dismiss();");
  await killedProgram("inherited", "");
  await expect.poll(() => exists("inherited"), { timeout: 20_000 }).toBe(true);
  expect(LastWord.parse(JSON.parse(readFileSync(file("inherited"), "utf8")))).toEqual(odd);
  expect(readFileSync(file("inherited.argument"), "utf8")).toBe(`it's "so" $HOME`);
  // It had its turn before.
  expect(exists("dismissed")).toBe(false);
});
