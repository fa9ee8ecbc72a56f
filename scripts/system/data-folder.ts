import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** What the programs of one installation share and nobody else may know. */
const Secrets = z.strictObject({
  /** Under this the portal stores session keys; 32 bytes, hexadecimal. */
  keySecret: z.string().regex(/^[0-9a-f]{64}$/),
  /** Recording servers show it to the portal. */
  recorderToken: z.string().regex(/^[0-9a-f]{64}$/),
  /** Recording servers show it to their key wardens. */
  wardenToken: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Secrets = z.infer<typeof Secrets>;

export interface DataFolder {
  readonly secrets: Secrets;
  readonly database: string;
  readonly auditorSet: string;
  readonly demo: string;
  /** Archive of the recording server with this number; 0 is the one inside this process. */
  archive(number: number): string;
  /** Of the recording server with this number, the place-th key warden, from 0 on: its own folder, out of every archive. */
  warden(number: number, place: number): string;
  readonly witness: string;
  /** Name of that recording server's transparency log; the same for ever, and unlike any other installation's. */
  logOrigin(number: number): string;
}

/** Opens the folder, making it and its secrets at the first start. Throws when the secrets cannot be read. */
export function openDataFolder(dir: string): DataFolder {
  const root = path.resolve(dir);
  const recordings = path.join(root, "recordings");
  for (const folder of [root, path.join(root, "portal"), recordings])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secrets = readSecrets(path.join(root, "secrets.json"));
  const installation = createHash("sha256").update(`log origin\0${secrets.keySecret}`).digest("hex").slice(0, 12);
  return {
    secrets,
    database: path.join(root, "portal", "portal.db"),
    auditorSet: path.join(recordings, "auditors.json"),
    demo: path.join(root, "demo"),
    archive: (number) => path.join(recordings, number === 0 ? "archive" : `archive-${number}`),
    warden: (number, place) => path.join(root, wardenFolder(number, place)),
    witness: path.join(root, "witness"),
    logOrigin: (number) => `${installation}.ferndiagnose.example/log-${number}`,
  };
}

/** `key-warden`, `key-warden-b` beside the server in this process; `key-warden-2`, `key-warden-2b` beside the second one. */
function wardenFolder(number: number, place: number): string {
  const letter = place === 0 ? "" : String.fromCharCode("a".charCodeAt(0) + place);
  return ["key-warden", `${number === 0 ? "" : number}${letter}`].filter(Boolean).join("-");
}

function readSecrets(file: string): Secrets {
  const draw = () => randomBytes(32).toString("hex");
  if (!existsSync(file)) {
    const drawn = { keySecret: draw(), recorderToken: draw(), wardenToken: draw() };
    writeFileSync(file, JSON.stringify(drawn, null, 2), { mode: 0o600, flag: "wx" });
  }
  chmodSync(file, 0o600);
  const result = Secrets.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!result.success) throw new Error(`${file} is damaged. Restore it from a backup; sessions under way are lost.`);
  return result.data;
}
