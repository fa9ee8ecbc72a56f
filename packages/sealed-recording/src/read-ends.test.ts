import { expect, test } from "vitest";
import { readEnds } from "./read-ends.ts";
import { recoverRecording } from "./recover-recording.ts";
import { bytesSource } from "./source.ts";
import { makeSample } from "./testing/sample-recording.ts";
import { verifyRecording } from "./verify-recording.ts";

test("the end says what a whole verification says", async () => {
  const { file, interrupted, recoveryKey } = await makeSample();
  const verdict = await verifyRecording(bytesSource(file));
  const { end, header } = await readEnds(bytesSource(file));
  expect(verdict).toMatchObject({ status: "complete", closing: end?.closing, intact: { head: end?.head, header } });

  const recovery = await recoverRecording(bytesSource(interrupted), recoveryKey);
  if (recovery.outcome !== "recoverable") throw new Error("Not recoverable");
  const recovered = Buffer.concat([interrupted, recovery.frame]);
  expect((await readEnds(bytesSource(recovered))).end).toMatchObject({
    status: "recovered",
    closing: { deleteAtMs: recovery.deleteAtMs },
    head: recovery.head,
  });
});

test("without an end, or with any byte of it changed, there is none", async () => {
  const { file, interrupted } = await makeSample();
  expect((await readEnds(bytesSource(interrupted))).end).toBeUndefined();
  for (let at = file.length - 232; at < file.length; at++) {
    const changed = Uint8Array.from(file);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect((await readEnds(bytesSource(changed))).end, `byte ${at}`).toBeUndefined();
  }
});

test("a header that is not signed right is refused", async () => {
  const { file, pieces } = await makeSample();
  const changed = Uint8Array.from(file);
  const at = (pieces[0]?.length ?? 0) - 1;
  changed[at] = (changed[at] ?? 0) ^ 1;
  await expect(readEnds(bytesSource(changed))).rejects.toMatchObject({ code: "header_invalid" });
});
