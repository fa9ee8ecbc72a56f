import { readFile } from "node:fs/promises";
import { AuditorSet } from "@ferndiagnose/sealed-recording";
import { z } from "zod";
import type { KeyWardenOptions } from "./key-warden.ts";

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({ code: "custom", message: "is no JSON" });
    return z.NEVER;
  }
});

const vkey = z.string().regex(/^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/, "is no verifier key");
const Witnesses = z.array(z.strictObject({ name: z.string().min(1).max(200), key: vkey })).max(16);

export const DirectoryEnvironment = z.object({ FERNDIAGNOSE_WARDEN_DIR: z.string().min(1) });

/** Everything that a key warden takes from its environment. */
export const Environment = DirectoryEnvironment.extend({
  FERNDIAGNOSE_WARDEN_TOKEN: z.string().min(32).max(500),
  FERNDIAGNOSE_WARDEN_HOST: z.string().default("127.0.0.1"),
  FERNDIAGNOSE_WARDEN_PORT: z.coerce.number().int().min(0).max(65_535).default(9_420),
  /** A file with the first auditor set, or a list of all so far. Read at the first start only. */
  FERNDIAGNOSE_WARDEN_AUDITOR_SET: z.string().min(1).optional(),
  FERNDIAGNOSE_WARDEN_LOG_ORIGIN: z.string().min(1).max(200),
  FERNDIAGNOSE_WARDEN_LOG_KEY: vkey,
  /** JSON list of names and keys. */
  FERNDIAGNOSE_WARDEN_WITNESSES: json.pipe(Witnesses).default([]),
  FERNDIAGNOSE_WARDEN_WITNESS_QUORUM: z.coerce.number().int().min(0).max(16).optional(),
}).refine(
  (env) => (env.FERNDIAGNOSE_WARDEN_WITNESS_QUORUM ?? 0) <= env.FERNDIAGNOSE_WARDEN_WITNESSES.length,
  "FERNDIAGNOSE_WARDEN_WITNESS_QUORUM is larger than the number of witnesses",
);
export type Environment = z.infer<typeof Environment>;

export function optionsFromEnvironment(env: Environment): KeyWardenOptions {
  const witnesses = env.FERNDIAGNOSE_WARDEN_WITNESSES;
  return {
    directory: env.FERNDIAGNOSE_WARDEN_DIR,
    token: env.FERNDIAGNOSE_WARDEN_TOKEN,
    host: env.FERNDIAGNOSE_WARDEN_HOST,
    port: env.FERNDIAGNOSE_WARDEN_PORT,
    log: {
      origin: env.FERNDIAGNOSE_WARDEN_LOG_ORIGIN,
      logKey: env.FERNDIAGNOSE_WARDEN_LOG_KEY,
      witnesses,
      quorum: env.FERNDIAGNOSE_WARDEN_WITNESS_QUORUM ?? Math.min(1, witnesses.length),
    },
    pinnedAuditorSets: () => readPinnedSets(env.FERNDIAGNOSE_WARDEN_AUDITOR_SET),
  };
}

async function readPinnedSets(file: string | undefined): Promise<readonly AuditorSet[]> {
  if (file === undefined) return [];
  const content: unknown = JSON.parse(await readFile(file, "utf8"));
  return z.array(AuditorSet).parse(Array.isArray(content) ? content : [content]);
}
