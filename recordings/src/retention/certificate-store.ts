import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RecordingId, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import type { Destruction } from "../archive/start-archive.ts";
import { nodeFileLayer } from "../blob-store/file-layer.ts";
import type { Database } from "../database/database.ts";
import type { CertificateTrust } from "./verify-deletion-certificate.ts";

export const trustFile = "trust.json";
const pattern = /^([0-9a-f]{32})\.json$/;

/**
 * The certificates as files, `certificates/<recording>.json`: for people, for backups, and for a server whose database has been
 * restored from before the destruction. They name nobody.
 */
export class CertificateStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async open(): Promise<void> {
    const made = await mkdir(this.directory, { recursive: true, mode: 0o700 });
    if (made !== undefined) await nodeFileLayer.syncDirectory(dirname(made));
  }

  /** Durable when resolved; there is never a part of one. The first one stays: there is one certificate for each recording. */
  async put(certificate: SignedDeletionCertificate): Promise<void> {
    const { recordingId } = certificate.certificate;
    if ((await this.get(recordingId)) !== undefined) return;
    await this.#write(this.#pathOf(recordingId), certificate);
  }

  /** What the certificates are checked against, for whoever gets them. */
  async putTrust(trust: CertificateTrust): Promise<void> {
    await this.#write(join(this.directory, trustFile), trust);
  }

  async get(recordingId: string): Promise<SignedDeletionCertificate | undefined> {
    try {
      return SignedDeletionCertificate.parse(JSON.parse(await readFile(this.#pathOf(recordingId), "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async list(): Promise<RecordingId[]> {
    const names = await readdir(this.directory).catch((error: NodeJS.ErrnoException) => {
      // Before the first start there is none.
      if (error.code === "ENOENT") return [];
      throw error;
    });
    return names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map((id) => RecordingId.parse(id));
  }

  /** What is gone for ever and this database does not know it: it is older than the destruction, or new. */
  async destructions(database: Database): Promise<Destruction[]> {
    const rows = await database.tables
      .selectFrom("recording")
      .select("recording_id")
      .where("state", "=", "destroyed")
      .execute();
    const known = new Set(rows.map(({ recording_id }) => recording_id));
    const found: Destruction[] = [];
    for (const recordingId of (await this.list()).filter((id) => !known.has(id))) {
      const { certificate } = (await this.get(recordingId)) ?? {};
      if (certificate) found.push({ recordingId, sessionId: certificate.sessionId, deleteAt: certificate.deleteAt });
    }
    return found;
  }

  async #write(path: string, content: object): Promise<void> {
    const temporary = `${path}.${process.pid}.new`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 1)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await nodeFileLayer.syncDirectory(this.directory);
  }

  #pathOf(recordingId: string): string {
    return join(this.directory, `${recordingId}.json`);
  }
}
