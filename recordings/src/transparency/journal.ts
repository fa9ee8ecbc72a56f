import type { LeafDetails, LeafType, LogProof } from "@ferndiagnose/protocol";

/** What a leaf belongs to, so that it can be found and forgotten. */
export interface About {
  readonly recordingId?: string;
  readonly caseId?: string;
}

/**
 * This server's transparency log with its deletable side table: the log holds commitments, the table what they are about. Everything
 * that happens to a recording is appended before it takes effect.
 */
export interface Journal {
  /** Resolves with the leaf's index once leaf and side row are durable. A leaf whose append rejects may still be found in the log. */
  append(type: LeafType, details: LeafDetails, about?: About): Promise<number>;
  /**
   * Under a checkpoint that covers the leaf, cosigned by the quorum of witnesses where they could be reached. Rejects with
   * `LeafForgotten` when the side row is gone.
   */
  proofOf(index: number): Promise<LogProof>;
  /** RFC 6962 section 2.1.2 between two sizes of the log, hexadecimal. */
  consistency(first: number, second: number): Promise<string[]>;
  /** The newest leaf of that type about all that is given. */
  indexOf(type: LeafType, about: About): Promise<number | undefined>;
  /** Deletes every side row about the recording: its leaves stay, and say nothing any more. */
  forget(recordingId: string): Promise<void>;
  /** Whether a session may begin: the log can be written, and witnesses confirm it where the policy demands them. */
  readonly isReady: boolean;
  /** Why it is not ready. */
  readonly problem: "log" | "witness" | undefined;
  /** How many witnesses are configured. */
  readonly witnesses: number;
  /**
   * When the witnesses last cosigned the log's head, by their clocks; asks them again where that is older than a minute. Undefined
   * when none answers or none is configured.
   */
  witnessedAt(): Promise<number | undefined>;
  readonly origin: string;
  /** The log's key as a vkey. */
  readonly publicKey: string;
}

/** What the leaf was about has been deleted, or the leaf is not this journal's. */
export class LeafForgotten extends Error {
  override readonly name = "LeafForgotten";
  readonly code = "leaf_forgotten";
  readonly index: number;

  constructor(index: number) {
    super(`Nothing is known any more of leaf ${index}`);
    this.index = index;
  }
}
