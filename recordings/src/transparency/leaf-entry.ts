import type { Leaf } from "@ferndiagnose/protocol";
import { canonicalJson, leafCommitment } from "@ferndiagnose/transparency-log";
import { nodeChecks } from "@ferndiagnose/transparency-log/node";
import type { LeafRow } from "./leaf-table.ts";

/** The bytes that the log stores for a row. Always the same for the same row. */
export function entryOf(row: LeafRow): Uint8Array {
  return canonicalJson({ version: 1, type: row.type, at: row.at, commitment: commitmentOf(row) } satisfies Leaf);
}

/** What the leaf shows of the row's details; hexadecimal. */
export function commitmentOf({ salt, details }: LeafRow): string {
  // Node's checks compute at once.
  const commitment = leafCommitment(Buffer.from(salt, "hex"), details, nodeChecks.sha256) as Uint8Array;
  return Buffer.from(commitment).toString("hex");
}
