import type { LeafType } from "@ferndiagnose/protocol";
import type { ExpressionBuilder } from "kysely";
import type { Tables } from "../database/tables.ts";

/** Whether the log's side table knows a leaf of one of these types about the recording of the row. */
export function hasLeaf({ exists, selectFrom }: ExpressionBuilder<Tables, "recording">, types: readonly LeafType[]) {
  return exists(
    selectFrom("leaf")
      .select("leaf_index")
      .whereRef("leaf.recording_id", "=", "recording.recording_id")
      .where("type", "in", types),
  );
}
