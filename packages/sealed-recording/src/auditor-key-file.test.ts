import { expect, test } from "vitest";
import { type AuditorKey, generateAuditorKey } from "./auditor-key.ts";
import { readAuditorKeyFile, writeAuditorKeyFile } from "./auditor-key-file.ts";
import { systemRandom } from "./web-crypto.ts";

const data = ({ sign: _, ...rest }: AuditorKey) => rest;

test("a key comes back from its file, open and sealed", async () => {
  const key = await generateAuditorKey(systemRandom);
  const open = await writeAuditorKeyFile(key);
  expect(data(await readAuditorKeyFile(open))).toEqual(data(key));
  const sealed = await writeAuditorKeyFile(key, { passphrase: "Zwölf große Bären", random: systemRandom });
  expect(JSON.parse(sealed)).not.toHaveProperty("seed");
  const opened = await readAuditorKeyFile(sealed, "Zwölf große Bären".normalize("NFD"));
  expect(data(opened)).toEqual(data(key));
  await expect(readAuditorKeyFile(sealed, "zwölf")).rejects.toMatchObject({ code: "passphrase_wrong" });
  await expect(readAuditorKeyFile(sealed)).rejects.toMatchObject({ code: "key_file_invalid", keyId: key.keyId });
});

test("malformed files and exchanged public keys are refused", async () => {
  const [key, other] = await Promise.all([generateAuditorKey(systemRandom), generateAuditorKey(systemRandom)]);
  const mixed = await writeAuditorKeyFile({ ...key, publicKey: other.publicKey });
  const signing = await writeAuditorKeyFile({ ...key, signingKey: other.signingKey });
  for (const text of ["", "[]", "{}", mixed, signing, mixed.replace("1", "2")]) {
    await expect(readAuditorKeyFile(text)).rejects.toMatchObject({ code: "key_file_invalid" });
  }
});
