import { expect, test } from "vitest";
import { formatNote, parseNote } from "./signed-note.ts";
import { findSignature, formatVerifierKey, parseVerifierKey } from "./verifier-key.ts";

/** The example of the C2SP signed-note document. */
const vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const note = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

test("the example of the specification verifies, and is written again as it was", async () => {
  const key = await parseVerifierKey(vkey);
  expect(formatVerifierKey(key)).toBe(vkey);
  expect(key).toMatchObject({ kind: "log", name: "example.com/foo", keyId: "530d903a" });
  expect(await findSignature(parseNote(note), key)).toEqual({ timeMs: undefined });
  expect(formatNote(parseNote(note))).toBe(note);
});

test("an altered text under a signature by the key is refused; another key's signature is no answer", async () => {
  const key = await parseVerifierKey(vkey);
  const altered = parseNote(note.replace("example message", "exemple message"));
  await expect(findSignature(altered, key)).rejects.toMatchObject({ code: "signature_invalid" });
  expect(await findSignature(parseNote(note.replace("— example.com/foo", "— example.com/fop")), key)).toBeUndefined();
});
