import type { DataKind } from "./data-kind.ts";
import { complaintKinds } from "./kinds/complaint.ts";
import { computerKinds } from "./kinds/computer.ts";
import { operationKinds } from "./kinds/operation.ts";
import { recordingKinds } from "./kinds/recording.ts";
import { sessionKinds } from "./kinds/session.ts";
import { staffKinds } from "./kinds/staff.ts";
import { visitKinds } from "./kinds/visit.ts";

/** Every kind of data that any of our programs keeps, lets through or writes down. */
export const catalogue: readonly DataKind[] = [
  ...visitKinds,
  ...sessionKinds,
  ...recordingKinds,
  ...complaintKinds,
  ...computerKinds,
  ...staffKinds,
  ...operationKinds,
];

export function kindById(id: string): DataKind {
  const kind = catalogue.find((each) => each.id === id);
  if (kind === undefined) throw new Error(`The data catalogue has no kind ${id}`);
  return kind;
}
