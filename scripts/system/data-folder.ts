import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** What the programs of one installation share and nobody else may know. */
const Secrets = z.strictObject({
  /** Under this the portal stores session keys; 32 bytes, hexadecimal. */
  keySecret: z.string().regex(/^[0-9a-f]{64}$/),
  /** Recording servers show it to the portal. */
  recorderToken: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Secrets = z.infer<typeof Secrets>;

export interface DataFolder {
  readonly secrets: Secrets;
  readonly database: string;
  readonly auditorSet: string;
  readonly demo: string;
  /** Archive of the recording server with this number; 0 is the one inside this process. */
  archive(number: number): string;
}

/** Opens the folder, making it and its secrets at the first start. Throws when the secrets cannot be read. */
export function openDataFolder(dir: string): DataFolder {
  const root = path.resolve(dir);
  const recordings = path.join(root, "recordings");
  for (const folder of [root, path.join(root, "portal"), recordings])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    secrets: readSecrets(path.join(root, "secrets.json")),
    database: path.join(root, "portal", "portal.db"),
    auditorSet: path.join(recordings, "auditors.json"),
    demo: path.join(root, "demo"),
    archive: (number) => path.join(recordings, number === 0 ? "archive" : `archive-${number}`),
  };
}

function readSecrets(file: string): Secrets {
  if (!existsSync(file)) {
    const draw = () => randomBytes(32).toString("hex");
    writeFileSync(file, JSON.stringify({ keySecret: draw(), recorderToken: draw() }, null, 2), {
      mode: 0o600,
      flag: "wx",
    });
  }
  chmodSync(file, 0o600);
  const result = Secrets.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!result.success) throw new Error(`${file} is damaged. Restore it from a backup; sessions under way are lost.`);
  return result.data;
}
