import { rmSync, writeFileSync } from "node:fs";
import { type KeptReceipt, recordingsCommand } from "@ferndiagnose/e2e";
import { fileOf, type Stage } from "./stage.ts";
import { expectThat } from "./steps.ts";

/** From the sealed file to its playback by two auditors, and back behind its lock. */
export async function showComplaint(stage: Stage, { number }: KeptReceipt): Promise<void> {
  const { steps, server } = stage;
  const { desk, auditors } = server.summary;
  const [one = "", two = ""] = auditors.map(({ keyFile }) => keyFile);
  const receipt = fileOf(stage, "receipt.json");
  const viewer = fileOf(stage, "viewer-key.json");
  const video = fileOf(stage, "unlocked.mp4");
  const atDesk = (key: string, ...args: string[]) => recordingsCommand(...args, "--desk", desk, "--key", key);

  await steps.take("It verifies without any key, and is the receipt's", async () => {
    const { code, output } = await recordingsCommand("verify", fileOf(stage, "session.fdr"), "--receipt", receipt);
    const verdict = output.trim().split("\n");
    writeFileSync(fileOf(stage, "proof.json"), `${JSON.stringify({ exitCode: code, verdict }, null, 2)}\n`);
    expectThat(code === 0, output);
    return verdict.join("; ");
  });
  const caseId = await steps.take("Customer complains with the receipt's code", async () => {
    const { code, output } = await recordingsCommand("complain", "--desk", desk, "--receipt", receipt);
    const found = /case +([a-z2-7]{16})/.exec(output)?.[1];
    expectThat(code === 0 && found !== undefined, output);
    return found ?? "";
  });
  await steps.take("One auditor takes the case and approves it; alone that opens nothing", async () => {
    for (const action of [
      ["take", caseId, "--viewer", viewer],
      ["approve", caseId],
    ]) {
      const { code, output } = await atDesk(one, "cases", ...action);
      expectThat(code === 0, output);
    }
    const { code } = await atDesk(one, "export", caseId, "--viewer", viewer, "--out", video);
    expectThat(code !== 0, "It opened.");
  });
  await steps.take("A second auditor approves; the recording opens and plays", async () => {
    const approved = await atDesk(two, "cases", "approve", caseId);
    expectThat(approved.code === 0, approved.output);
    const { code, output } = await atDesk(one, "export", caseId, "--viewer", viewer, "--out", video);
    expectThat(code === 0, output);
    return output.trim().split("\n")[0] ?? "";
  });
  await steps.take("The case is closed, and the recording locked again", async () => {
    const closed = await atDesk(one, "cases", "close", caseId);
    expectThat(closed.code === 0, closed.output);
    const { code } = await atDesk(one, "export", caseId, "--viewer", viewer, "--out", `${video}.again.mp4`);
    expectThat(code !== 0, "It opened again.");
    const word = fileOf(stage, "hold-ending.json");
    // Of an earlier demonstration in the same folder.
    rmSync(word, { force: true });
    for (const [key, file] of [
      [one, "--out"],
      [two, "--with"],
    ] as const) {
      const { code: ended, output } = await atDesk(key, "hold", "end", number, file, word);
      expectThat(ended === 0, output);
    }
  });
}
