import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ChildProgram, startVirtualDisplay } from "@ferndiagnose/testkit";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { toHex } from "./hex.ts";
import { generateSealingKey, openSealed } from "./sealed-box.ts";
import { systemRandom, utf8 } from "./web-crypto.ts";

/** What the customer's program does with this package, in Electron's main process. The oldest one at hand brings Node 18. */
const program = (publicKeyHex: string) => `
import { randomBytes } from "node:crypto";
import { app } from "electron";
import { fromHex, sealTo } from "@ferndiagnose/sealed-recording";
const random = (length) => new Uint8Array(randomBytes(length));
const plain = new TextEncoder().encode("7K2M9QX4TB0VNC3HWJ8V");
sealTo(fromHex("${publicKeyHex}"), "complaint code", new TextEncoder().encode("S-1"), plain, random).then(
  (box) => { console.log(JSON.stringify({ box })); app.exit(0); },
  (error) => { console.log(JSON.stringify({ error: String(error?.stack) })); app.exit(1); },
);
`;

test("the customer's program seals its complaint code", async () => {
  const recorder = await generateSealingKey(systemRandom);
  const folder = await mkdtemp(join(tmpdir(), "fdr1-electron-"));
  let electron: ChildProgram | undefined;
  const display = await startVirtualDisplay({ width: 320, height: 240 });
  try {
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "sealing", main: "main.cjs" }));
    await build({
      stdin: { contents: program(toHex(recorder.publicKey)), resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
      bundle: true,
      format: "cjs",
      platform: "node",
      external: ["electron"],
      outfile: join(folder, "main.cjs"),
    });
    const { executable, args } = await electronAtHand();
    electron = await ChildProgram.start({
      command: executable,
      args: [...args, `--user-data-dir=${join(folder, "profile")}`, folder],
      env: display.env,
    });
    const answer = JSON.parse(await electron.waitForLine(/^\{/, 60_000));
    expect(answer.error).toBeUndefined();
    const opened = await openSealed(recorder.privateKey, "complaint code", utf8("S-1"), answer.box);
    expect(Buffer.from(opened).toString()).toBe("7K2M9QX4TB0VNC3HWJ8V");
  } finally {
    await electron?.stop();
    await display.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** The scripts are no package, so they are asked as a command. */
async function electronAtHand(): Promise<{ executable: string; args: string[] }> {
  const script = fileURLToPath(new URL("../../../scripts/commands/electron-runtime.ts", import.meta.url));
  return JSON.parse((await promisify(execFile)(process.execPath, [script])).stdout);
}
