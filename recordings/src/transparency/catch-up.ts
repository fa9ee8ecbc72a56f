import { TransparencyLogError } from "@ferndiagnose/transparency-log";
import type { TransparencyLog } from "@ferndiagnose/transparency-log/node";
import { entryOf } from "./leaf-entry.ts";
import type { LeafTable } from "./leaf-table.ts";

const mostAtOnce = 1_024;

/**
 * Appends the leaves of rows beyond the log's end, byte for byte what they were to be: after a crash between row and leaf, and after
 * a restored older copy of the log, which so becomes the one it was. Throws `log_damaged` where table and log do not belong together.
 */
export async function catchUp(log: TransparencyLog, table: LeafTable): Promise<number> {
  const { size } = log.head;
  const last = await table.lastBelow(size);
  const isSame = last === undefined || Buffer.compare(entryOf(last), await log.entry(last.index)) === 0;
  if (!isSame) throw new TransparencyLogError("log_damaged", { about: "the side table is another log's" });
  const rows = await table.from(size);
  if (rows.some(({ index }, at) => index !== size + at)) {
    throw new TransparencyLogError("log_damaged", { about: "older than the side table" });
  }
  for (let at = 0; at < rows.length; at += mostAtOnce) {
    await log.appendAll(rows.slice(at, at + mostAtOnce).map(entryOf));
  }
  return rows.length;
}
