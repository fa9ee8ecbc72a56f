import type {
  DestroySecret,
  LeafDetails,
  LeafType,
  LogProof,
  ReleaseSecret,
  SecretDestroyed,
} from "@ferndiagnose/protocol";

/** What retention takes of the journal: the transparency log with its deletable side table. */
export interface RetentionJournal {
  append(type: LeafType, details: LeafDetails, about?: { recordingId?: string; caseId?: string }): Promise<number>;
  proofOf(index: number): Promise<LogProof>;
  indexOf(type: LeafType, about: { recordingId?: string; caseId?: string }): Promise<number | undefined>;
  forget(recordingId: string): Promise<void>;
}

/** What retention takes of the key wardens' client. */
export interface RetentionWardens {
  /** Every warden's word. Rejects when one of them refuses or does not answer; asking again gives the same words. */
  destroy(order: DestroySecret): Promise<SecretDestroyed[]>;
  /** Rejects with `secret_destroyed` where there is nothing left to release. */
  release(request: ReleaseSecret): Promise<unknown>;
  states(recordingId: string): Promise<{ wardenId: string; state: WardenSecretState }[]>;
}

export type WardenSecretState = "stored" | "destroyed" | "unknown" | "unreachable";
