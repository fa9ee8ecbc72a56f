import type {
  CaseId,
  HoldSecret,
  LeafDetails,
  LeafType,
  LogProof,
  RecordingId,
  ReleaseSecret,
  SecretReleased,
} from "@ferndiagnose/protocol";
import type { AuditorSet, StatementSigner } from "@ferndiagnose/sealed-recording";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Database } from "../database/database.ts";
import type { Clock, Log, Random } from "../ports.ts";

export type About = { readonly recordingId?: string; readonly caseId?: string };

/** What cases need of the transparency log. An append is durable when it is answered. */
export interface CaseJournal {
  append(type: LeafType, details: LeafDetails, about?: About): Promise<number>;
  proofOf(index: number): Promise<LogProof>;
  /** The newest leaf of that kind. */
  indexOf(type: LeafType, about: About): Promise<number | undefined> | number | undefined;
}

/** What cases need of the key wardens. Refusals are `ProtocolError`s with the wardens' codes. */
export interface CaseWardens {
  hold(request: HoldSecret): Promise<unknown>;
  endHold(request: HoldSecret): Promise<unknown>;
  release(request: ReleaseSecret): Promise<SecretReleased>;
  closeCase(caseId: CaseId): Promise<unknown>;
}

/** Who may decide: the set in force, and the one a recording was locked for. */
export interface CaseAuditors {
  active(): AuditorSet | undefined;
  version(version: number): AuditorSet | undefined;
}

export interface CaseParts {
  readonly database: Database;
  readonly journal: CaseJournal;
  readonly wardens: CaseWardens;
  readonly blobs: Pick<BlobStore, "open">;
  readonly auditors: CaseAuditors;
  /** What the headers of this server's recordings name as theirs: signs that a complaint was accepted. */
  readonly recoveryKey: StatementSigner;
  readonly clock: Clock;
  /** Whether other clocks agree with ours: no hold lapses by a clock that only one server believes. */
  isClockBelieved(): Promise<boolean>;
  readonly random: Random;
  readonly log: Log;
  /** Something changed that the customer's receipt page shows. */
  onChanged(recordingId: RecordingId): void;
}
