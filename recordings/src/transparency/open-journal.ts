import { join } from "node:path";
import { formatVerifierKey, type NoteSigner } from "@ferndiagnose/transparency-log";
import { loadSigner, TransparencyLog } from "@ferndiagnose/transparency-log/node";
import type { Database } from "../database/database.ts";
import type { Ports, Random } from "../ports.ts";
import { catchUp } from "./catch-up.ts";
import { LeafTable } from "./leaf-table.ts";
import { ServerJournal } from "./server-journal.ts";
import { type WitnessPolicy, WitnessRounds, type WitnessRoundsParts } from "./witness-rounds.ts";

/** The journal as it is given to the parts of the server, with what only its owner needs: `resource` and `close`. */
export type OpenJournal = ServerJournal;

export interface JournalOptions extends Ports, WitnessPolicy {
  /** For the log alone: its key, and in `public` what anybody may read. */
  readonly directory: string;
  /** The log's name for ever; best the address it is served at, without scheme (C2SP tlog-tiles). */
  readonly origin: string;
  /** Migrated. */
  readonly database: Database;
  readonly onRound?: WitnessRoundsParts["onRound"];
}

/**
 * Everything about the transparency log of this server (packages/docs/transparency-log.md). Draws the log's key at the first start.
 * Asks the witnesses once before it resolves; that none answers is no error here, but nothing is ready then.
 */
export async function openJournal(options: JournalOptions): Promise<OpenJournal> {
  const { directory, origin, database, witnesses, quorum, clock, random, log: logger, onRound } = options;
  const signer = await loadLogSigner({ directory, origin, random });
  const isShown = witnesses.length === 0;
  const log = await TransparencyLog.open({ directory: join(directory, "public"), signer, publishHeads: isShown });
  try {
    const table = new LeafTable(database);
    const leaves = await catchUp(log, table);
    if (leaves > 0) logger.warn({ leaves }, "transparency.caught_up");
    const policy = { witnesses, quorum };
    const rounds = await WitnessRounds.start({ log, policy, clock, logger, onRound });
    return new ServerJournal({ log, table, rounds, policy, clock, random });
  } catch (error) {
    await log.close();
    throw error;
  }
}

export interface LogKeyOptions {
  readonly directory: string;
  readonly origin: string;
  readonly random: Random;
}

/** The log's vkey, for witnesses and wardens that must know it before the log begins. Draws the key where there is none. */
export async function loadLogKey(options: LogKeyOptions): Promise<string> {
  return formatVerifierKey((await loadLogSigner(options)).key);
}

function loadLogSigner({ directory, origin, random }: LogKeyOptions): Promise<NoteSigner> {
  return loadSigner({ path: join(directory, "log-key.json"), kind: "log", name: origin, random });
}
