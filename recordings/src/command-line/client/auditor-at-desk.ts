import {
  type Approval,
  type CaseId,
  CaseList,
  CaseOpening,
  CaseView,
  DeskChallenge,
  DeskSession,
  HoldView,
  type PersonId,
  type RecordingId,
  type SignedCaseClosing,
  type SignedHoldEnding,
  type SignedHoldExtension,
  type UnixMs,
} from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  type AuditorSet,
  fromHex,
  parseHeader,
  resealShare,
  signStatement,
  toHex,
  unsealShare,
  verifyStatement,
} from "@ferndiagnose/sealed-recording";
import type { Random } from "../../ports.ts";
import { CommandError } from "../command-error.ts";
import type { DeskLine } from "./desk-line.ts";
import { trustedSet } from "./trusted-set.ts";

export interface AuditorTools {
  readonly key: AuditorKey;
  readonly random: Random;
  now(): UnixMs;
}

/** An auditor, signed in at a desk. Whatever needs a private key is done here, on the auditor's machine. */
export class AuditorAtDesk {
  readonly line: DeskLine;
  /** Who this auditor is in the set in force. */
  readonly person: PersonId;
  readonly #tools: AuditorTools;

  private constructor(line: DeskLine, person: PersonId, tools: AuditorTools) {
    this.line = line;
    this.person = person;
    this.#tools = tools;
  }

  static async signIn(line: DeskLine, tools: AuditorTools): Promise<AuditorAtDesk> {
    const { nonce } = await line.post("desk/challenge", {}, DeskChallenge);
    const statement = { version: 1, type: "desk-sign-in", auditor: tools.key.keyId, at: tools.now() } as const;
    const signed = await sign({ ...statement, desk: line.origin, nonce }, tools.key);
    const { token, person } = await line.post("desk/sign-in", signed, DeskSession);
    return new AuditorAtDesk(line.signedIn(token), person, tools);
  }

  async cases(): Promise<CaseView[]> {
    return (await this.line.get("cases", CaseList)).cases;
  }

  show(caseId: CaseId): Promise<CaseView> {
    return this.line.get(`cases/${caseId}`, CaseView);
  }

  /** Whoever asks answers for the hold. */
  async breakGlass(recordingId: RecordingId, reason: string): Promise<CaseView> {
    const statement = { ...this.#stated("break-glass-request"), recordingId, owner: this.person, reason };
    return this.line.post("cases", await sign(statement, this.#tools.key), CaseView);
  }

  async take(caseId: CaseId, viewerKey: Uint8Array): Promise<CaseView> {
    const { recordingId } = await this.show(caseId);
    const statement = { ...this.#stated("case-taking"), caseId, recordingId, viewerKey: toHex(viewerKey) };
    return this.line.post(`cases/${caseId}/take`, await sign(statement, this.#tools.key), CaseView);
  }

  /**
   * Approves for `openMs` from now. The own share is sealed to the viewer key only after the taker's signature for that key has been
   * checked against a set that this auditor trusts.
   */
  async approve(caseId: CaseId, openMs: number, pinned?: AuditorSet): Promise<CaseView> {
    const { key, random, now } = this.#tools;
    const view = await this.show(caseId);
    const set = await trustedSet(this.line, key, pinned);
    const viewerKey = await takersKey(view, set);
    const { header } = await parseHeader(await this.line.bytes(`cases/${caseId}/header`));
    if (header.recordingId !== view.recordingId || header.sessionId !== view.sessionId) {
      throw new CommandError("The desk sent the header of another recording. Nothing was approved.");
    }
    const { lock, recordingId } = view;
    const share = await unsealShare(header, key, lock);
    const sealed = await resealShare(share, fromHex(viewerKey), caseId, random);
    share.share.fill(0);
    const approvedAt = now();
    const approval: Approval = {
      version: 1,
      caseId,
      recordingId,
      lock,
      auditor: key.keyId,
      viewerKey,
      approvedAt,
      expiresAt: approvedAt + openMs,
    };
    const signature = await signStatement("approval", approval, key);
    const body = { signed: { approval, signature }, share: sealed };
    return this.line.post(`cases/${caseId}/approvals`, body, CaseView);
  }

  release(caseId: CaseId): Promise<CaseOpening> {
    return this.line.post(`cases/${caseId}/release`, {}, CaseOpening);
  }

  signClosing(caseId: CaseId): Promise<SignedCaseClosing> {
    return sign({ ...this.#stated("case-closing"), caseId }, this.#tools.key);
  }

  /** With another person's word it also closes a complaint that nobody has looked at. */
  async close(caseId: CaseId, others: readonly SignedCaseClosing[] = []): Promise<CaseView> {
    const statements = [...others, await this.signClosing(caseId)];
    return this.line.post(`cases/${caseId}/close`, { statements }, CaseView);
  }

  /** This auditor's half of an extension; it takes another person's too. */
  signExtension(recordingId: RecordingId, reviewAt: UnixMs, reason: string): Promise<SignedHoldExtension> {
    return sign({ ...this.#stated("hold-extension"), recordingId, reviewAt, reason }, this.#tools.key);
  }

  extendHold(recordingId: RecordingId, statements: readonly SignedHoldExtension[]): Promise<HoldView> {
    return this.line.post(`holds/${recordingId}/extension`, { statements }, HoldView);
  }

  /** This auditor's half of an ending; it takes another person's too. */
  signEnding(recordingId: RecordingId): Promise<SignedHoldEnding> {
    return sign({ ...this.#stated("hold-ending"), recordingId }, this.#tools.key);
  }

  endHold(recordingId: RecordingId, statements: readonly SignedHoldEnding[]): Promise<HoldView> {
    return this.line.post(`holds/${recordingId}/ending`, { statements }, HoldView);
  }

  #stated<Type extends string>(type: Type) {
    return { version: 1, type, auditor: this.#tools.key.keyId, at: this.#tools.now() } as const;
  }
}

async function sign<Statement extends { readonly type: string }>(statement: Statement, key: AuditorKey) {
  return { statement, signature: await signStatement(statement.type, statement, key) };
}

/** A server that names a key of its own as the viewer's has no auditor's signature for it. */
async function takersKey(view: CaseView, set: AuditorSet): Promise<string> {
  if (view.taking === null) throw new CommandError("Nobody has taken this case yet. Somebody takes it first.");
  const { statement, signature } = view.taking;
  const taker = set.auditors.find(({ keyId }) => keyId === statement.auditor);
  const isAboutThis = statement.caseId === view.caseId && statement.recordingId === view.recordingId;
  const isSigned =
    taker !== undefined && (await verifyStatement("case-taking", statement, signature, taker.signingKey));
  if (!isAboutThis || !isSigned || statement.viewerKey !== view.viewerKey) {
    throw new CommandError("The viewer key of this case is not signed by an auditor. Nothing was approved.");
  }
  return statement.viewerKey;
}
