import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AuditorRegistry } from "../auditors/auditor-registry.ts";
import type { Ports } from "../ports.ts";
import { needing } from "../recorder/refused-to-arm.ts";
import type { RecordingsOptions } from "../recordings-options.ts";
import type { Stores } from "../stores/open-stores.ts";
import { type OpenJournal, openJournal } from "../transparency/open-journal.ts";
import { createWardens, type Wardens } from "../wardens/wardens.ts";
import { logDirectory } from "./log-key.ts";
import { pinWardens } from "./pin-wardens.ts";

/** Those without whom nothing is recorded, opened or destroyed: the transparency log, the key wardens, the auditors. */
export interface Trust {
  readonly journal: OpenJournal;
  readonly wardens: Wardens;
  readonly auditors: AuditorRegistry;
}

export async function openTrust(ports: Ports, options: RecordingsOptions, stores: Stores): Promise<Trust> {
  const { directory, database } = stores;
  const logAt = logDirectory(directory);
  await mkdir(logAt, { recursive: true, mode: 0o700 });
  const journal = await openJournal({ ...ports, ...options.log, directory: logAt, database });
  const consistency = (first: number, second: number) => journal.consistency(first, second);
  const wardens = createWardens({ ...ports, consistency }, { wardens: options.wardens });
  await pinWardens(join(directory, "wardens.json"), wardens.identities);
  const auditors = await AuditorRegistry.open({
    file: options.auditorSetFile,
    chainDirectory: join(directory, "auditor-sets"),
    submit: (set) => needing("recorder_warden_missing", () => wardens.submitAuditorSet(set)),
    publish: (set) => needing("recorder_log_missing", async () => void (await journal.append("auditor_set", set))),
  });
  return { journal, wardens, auditors };
}
