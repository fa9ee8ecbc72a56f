import { expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { sealComplaintCode } from "./complaint-boxes.ts";
import { fromHex } from "./hex.ts";
import { openSealed } from "./sealed-box.ts";
import { startSample } from "./testing/sample-recording.ts";
import { systemRandom, utf8 } from "./web-crypto.ts";

test("each auditor of the lock gets a box that only their key opens, and only as theirs", async () => {
  const { header, auditors } = await startSample();
  const code = "ABCD-2345";
  const boxes = (await sealComplaintCode(header, code, systemRandom)) ?? [];
  expect(boxes.map(({ auditor }) => auditor)).toEqual(auditors.keys.map(({ keyId }) => keyId));
  for (const { auditor, box } of boxes) {
    const binding = concatBytes(fromHex(header.recordingId), fromHex(auditor));
    for (const { keyId, privateKey } of auditors.keys) {
      const opened = openSealed(privateKey, "complaint code for auditor", binding, box);
      if (keyId === auditor) expect(await opened).toEqual(utf8(code));
      else await expect(opened).rejects.toThrow();
    }
  }
});

test("a recording without a lock for complaints has nobody to complain to", async () => {
  const { header } = await startSample();
  const locks = header.locks.filter(({ name }) => name !== "complaint");
  expect(await sealComplaintCode({ ...header, locks }, "ABCD-2345", systemRandom)).toBeUndefined();
});
