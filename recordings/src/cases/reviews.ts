import { createHash } from "node:crypto";
import {
  type ApproveCase,
  type CaseId,
  type CaseOpening,
  type CloseCase,
  ProtocolError,
  type RecordingId,
  type SignedBreakGlassRequest,
  type SignedCaseTaking,
} from "@ferndiagnose/protocol";
import { statementBytes, verifyStatement } from "@ferndiagnose/sealed-recording";
import type { CaseBook } from "./case-book.ts";
import { expiryOf, nextCase } from "./case-life.ts";
import type { CaseParts } from "./case-parts.ts";
import { type ActiveAuditor, checkStatement, checkStatements } from "./check-statement.ts";
import { entrusted, logged } from "./outside-failures.ts";
import { requireOpenable } from "./require-openable.ts";
import type { ReviewCase } from "./review-case.ts";

/** What auditors may do: ask for a break-glass opening, take a case, approve it, have the secret released, close it. */
export class Reviews {
  readonly #parts: CaseParts;
  readonly #book: CaseBook;

  constructor(parts: CaseParts, book: CaseBook) {
    this.#parts = parts;
    this.#book = book;
  }

  async request(by: ActiveAuditor, signed: SignedBreakGlassRequest): Promise<CaseId> {
    const { recordingId, owner, reason } = signed.statement;
    await this.#requireSignedBy(by, signed);
    const { auditors, database } = this.#parts;
    if (!auditors.active()?.auditors.some(({ person }) => person === owner)) {
      throw new ProtocolError("statement_invalid");
    }
    const row = await database.tables
      .selectFrom("recording")
      .select(["state", "technician"])
      .where("recording_id", "=", recordingId)
      .executeTakeFirst();
    if (row === undefined) throw new ProtocolError("case_unknown");
    requireOpenable(row.state);
    if (row.technician !== null && by.technicianPseudonyms.includes(row.technician)) {
      throw new ProtocolError("approver_was_technician");
    }
    const { caseId } = await this.#book.open({
      recordingId,
      lock: "break-glass",
      requester: by.person,
      owner,
      reason,
      statements: { request: signed },
      isSame: ({ life }) => life.requester === by.person && life.lock === "break-glass",
    });
    return caseId;
  }

  take(by: ActiveAuditor, caseId: CaseId, signed: SignedCaseTaking): Promise<void> {
    return this.#book.withCase(caseId, async (reviewCase) => {
      const { statement } = signed;
      if (statement.caseId !== caseId || statement.recordingId !== reviewCase.recordingId) {
        throw new ProtocolError("statement_invalid");
      }
      await this.#requireSignedBy(by, signed);
      const { viewerKey } = statement;
      const { state, lock } = nextCase(reviewCase.life, { type: "taken", by, viewerKey }, this.#parts.clock.now());
      // Without a code of one's own there would be nothing to open.
      if (lock === "complaint" && !reviewCase.codes.some(({ auditor }) => auditor === by.keyId)) {
        throw new ProtocolError("approver_without_share");
      }
      const statements = JSON.stringify({ ...reviewCase.statements, taking: signed });
      const change = { state, viewer_key: viewerKey, taken_by: by.keyId, statements };
      await this.#book.update(reviewCase, change, (tables) => this.#book.holds.setOwner(tables, caseId, by.person));
      this.#parts.log.info({ caseId }, "case.taken");
      this.#parts.onChanged(reviewCase.recordingId);
    });
  }

  /** The signed word and the share come together: who approves gives what it takes. */
  approve(by: ActiveAuditor, caseId: CaseId, { signed, share }: ApproveCase): Promise<void> {
    return this.#book.withCase(caseId, async (reviewCase) => {
      const { approval, signature } = signed;
      const { recordingId, life } = reviewCase;
      if (approval.auditor !== by.keyId || share.auditor !== by.keyId) throw new ProtocolError("approval_forged");
      const isBound = approval.caseId === caseId && approval.recordingId === recordingId;
      if (!isBound || approval.lock !== life.lock || share.lock !== life.lock) {
        throw new ProtocolError("approval_differs");
      }
      if (!(await verifyStatement("approval", approval, signature, by.signingKey))) {
        throw new ProtocolError("approval_forged");
      }
      await this.#requireShare(recordingId, by);
      const { viewerKey, approvedAt, expiresAt } = approval;
      const event = { type: "approved", by, viewerKey, approvedAt, expiresAt } as const;
      const next = nextCase(life, event, this.#parts.clock.now());
      const digest = createHash("sha256").update(statementBytes("approval", approval)).digest("hex");
      const details = { caseId, recordingId, auditor: by.keyId, approval: digest };
      const leafIndex = await logged(() => this.#parts.journal.append("approval", details, { caseId, recordingId }));
      const row = { signed: JSON.stringify(signed), share: JSON.stringify(share), leaf_index: leafIndex };
      const change = { state: next.state, expires_at: expiryOf(next) };
      await this.#book.update(reviewCase, change, async (tables) => {
        await tables
          .insertInto("approval")
          .values({ case_id: caseId, auditor: by.keyId, ...row })
          .onConflict((conflict) => conflict.columns(["case_id", "auditor"]).doUpdateSet(row))
          .execute();
      });
      this.#parts.log.info({ caseId, state: next.state }, "case.approved");
      this.#parts.onChanged(recordingId);
    });
  }

  /** The warden looks at everything again by itself and answers with the secret, sealed to the viewer key. */
  release(by: ActiveAuditor, caseId: CaseId): Promise<CaseOpening> {
    return this.#book.withCase(caseId, async (reviewCase) => {
      const { journal, wardens, clock } = this.#parts;
      const { recordingId, life } = reviewCase;
      const next = nextCase(life, { type: "released", by }, clock.now());
      const { viewer, lock } = next;
      if (viewer === null) throw new ProtocolError("case_state_wrong");
      const request = await logged(async () => {
        const index = await journal.indexOf("case", { caseId });
        if (index === undefined) throw new ProtocolError("log_unavailable");
        const proven = async ({ signed, leafIndex }: ReviewCase["approvals"][number]) => ({
          signed,
          proof: await journal.proofOf(leafIndex),
        });
        return {
          recordingId,
          caseId,
          lock,
          viewerKey: viewer.viewerKey,
          approvals: await Promise.all(enough(reviewCase).map(proven)),
          opened: await journal.proofOf(index),
        };
      });
      const secret = await entrusted(() => wardens.release(request));
      const details = { caseId, recordingId, warden: secret.wardenId };
      await logged(() => journal.append("released", details, { caseId, recordingId }));
      await this.#book.update(reviewCase, { state: next.state });
      this.#parts.log.info({ caseId }, "case.released");
      this.#parts.onChanged(recordingId);
      return openingOf(reviewCase, secret);
    });
  }

  /** Whoever asks has signed just now; the others' words may be three days old. */
  close(by: ActiveAuditor, caseId: CaseId, { statements }: CloseCase): Promise<void> {
    return this.#book.withCase(caseId, async (reviewCase) => {
      const { auditors, clock } = this.#parts;
      const own = statements.find(({ statement }) => statement.auditor === by.keyId);
      if (own === undefined || statements.some(({ statement }) => statement.caseId !== caseId)) {
        throw new ProtocolError("statement_invalid");
      }
      await this.#requireSignedBy(by, own);
      const closers = await checkStatements(statements, auditors.active(), clock.now());
      nextCase(reviewCase.life, { type: "closed", by: closers }, clock.now());
      await this.#book.close(reviewCase, "closed", { ...reviewCase.statements, closing: statements });
    });
  }

  async #requireSignedBy(by: ActiveAuditor, signed: Parameters<typeof checkStatement>[0]): Promise<void> {
    const signer = await checkStatement(signed, this.#parts.auditors.active(), this.#parts.clock.now());
    if (signer.keyId !== by.keyId) throw new ProtocolError("statement_invalid");
  }

  /** Who joined after the recording was locked holds no share of it, and the warden would not count them. */
  async #requireShare(recordingId: RecordingId, { keyId }: ActiveAuditor): Promise<void> {
    const { auditor_set_version } = await this.#parts.database.tables
      .selectFrom("recording")
      .select("auditor_set_version")
      .where("recording_id", "=", recordingId)
      .executeTakeFirstOrThrow();
    const set = auditor_set_version === null ? undefined : this.#parts.auditors.version(auditor_set_version);
    if (!set?.auditors.some((auditor) => auditor.keyId === keyId)) throw new ProtocolError("approver_without_share");
  }
}

/** As few approvals as it takes: one external where it takes one, then in the order they came. */
function enough({ approvals, life }: ReviewCase): ReviewCase["approvals"] {
  const isExternal = (index: number) => life.approvals[index]?.external === true;
  const external = life.needsExternal ? approvals.findIndex((_, index) => isExternal(index)) : -1;
  const rest = approvals.filter((_, index) => index !== external);
  const first = approvals[external];
  return (first === undefined ? rest : [first, ...rest]).slice(0, life.needed);
}

function openingOf(reviewCase: ReviewCase, secret: CaseOpening["secret"]): CaseOpening {
  const { caseId, recordingId, life, approvals, codes } = reviewCase;
  return {
    caseId,
    recordingId,
    lock: life.lock,
    secret,
    shares: approvals.map(({ share }) => share),
    code: codes.find(({ auditor }) => auditor === life.viewer?.auditor) ?? null,
    expiresAt: expiryOf(life) ?? 0,
  };
}
