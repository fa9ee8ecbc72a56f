import { join } from "node:path";
import type { SigningKey } from "@ferndiagnose/sealed-recording/node";
import { loadRecoveryKey } from "../archive/recovery-key.ts";
import type { Destruction } from "../archive/start-archive.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import type { Ports } from "../ports.ts";
import type { RecordingsOptions, RecordingsParts } from "../recordings-options.ts";
import type { CertificateStore } from "../retention/certificate-store.ts";
import { retentionFiles } from "../retention/retention.ts";

/** What this server keeps: sealed files, what it knows about them, and the proofs that some of them are gone. */
export interface Stores {
  readonly directory: string;
  readonly blobs: BlobStore;
  readonly database: Database;
  readonly certificates: CertificateStore;
  /** What is destroyed for ever, as the certificates say. */
  readonly destructions: () => Promise<readonly Destruction[]>;
  /** Where the operator's report finds what retention did last. */
  readonly retentionStatusFile: string;
  readonly recoveryKey: SigningKey;
}

/** The archive's folder belongs to this process. */
export async function openStores(
  { random }: Ports,
  { archiveDirectory: directory, recoveryKeyFile }: RecordingsOptions,
  { files }: RecordingsParts,
): Promise<Stores> {
  const recoveryKey = await loadRecoveryKey(recoveryKeyFile ?? join(directory, "recovery-key.json"), random);
  const blobs = new DirectoryBlobStore(directory, files);
  const database = openSqliteDatabase(join(directory, "recordings.db"));
  await database.migrate();
  const { certificates, statusFile } = retentionFiles(directory);
  await certificates.open();
  const destructions = () => certificates.destructions(database);
  return { directory, blobs, database, certificates, destructions, retentionStatusFile: statusFile, recoveryKey };
}
