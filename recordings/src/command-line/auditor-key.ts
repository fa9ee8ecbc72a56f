import { AuditorSet, generateAuditorKey, toHex, writeAuditorKeyFile } from "@ferndiagnose/sealed-recording";
import type { z } from "zod";
import type { Random } from "../ports.ts";
import { writeNewFile } from "./read-json-file.ts";

/** The public half of an auditor's key with who holds it, as it stands in an auditor set. Names nobody. */
export const AuditorCard = AuditorSet.shape.auditors.element;
export type AuditorCard = z.infer<typeof AuditorCard>;

export interface AuditorKeyOptions {
  out: string;
  /** Where the card goes, for whoever makes the auditor set. */
  card: string;
  external: boolean;
  /** Under which the person works as a technician. */
  pseudonyms: readonly string[];
  /** The private key is sealed with it; without one it stands in the file as it is. */
  passphrase: string | undefined;
  random: Random;
}

const personAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** Makes a new auditor's key. The key file belongs on the auditor's own machine and nowhere else; the card goes round. */
export async function auditorKeyCommand(options: AuditorKeyOptions, print: (line: string) => void): Promise<number> {
  const { out, card, passphrase, random, external, pseudonyms } = options;
  const key = await generateAuditorKey(random);
  const person = Array.from(random(8), (byte) => personAlphabet[byte & 31]).join("");
  const { keyId } = key;
  const entry: AuditorCard = {
    keyId,
    publicKey: toHex(key.publicKey),
    signingKey: toHex(key.signingKey),
    person,
    external,
    technicianPseudonyms: [...pseudonyms],
  };
  await writeNewFile(
    out,
    await writeAuditorKeyFile(key, passphrase === undefined ? undefined : { passphrase, random }),
  );
  await writeNewFile(card, `${JSON.stringify(entry, null, 2)}\n`);
  print(`key id     ${keyId}`);
  print(`person     ${person}${external ? ", external" : ""}`);
  print(`key        ${out}: keep it to yourself`);
  print(`card       ${card}: for the auditor set`);
  return 0;
}
