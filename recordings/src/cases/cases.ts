import {
  type CaseId,
  type CaseView,
  type EndHold,
  type ExtendHold,
  type HoldView,
  ProtocolError,
  type RecordingId,
} from "@ferndiagnose/protocol";
import type { OpenBlob } from "../blob-store/blob-store.ts";
import type { Timer } from "../ports.ts";
import { CaseBook } from "./case-book.ts";
import { isApproved, isOver, isOwnSession } from "./case-life.ts";
import type { CaseParts } from "./case-parts.ts";
import { caseView } from "./case-view.ts";
import type { ActiveAuditor } from "./check-statement.ts";
import { Complaints } from "./complaints.ts";
import { holdOf } from "./holds.ts";
import { logged } from "./outside-failures.ts";
import { openRecordingBlob, recordingHeader } from "./recording-header.ts";
import { newestCases, type ReviewCase } from "./review-case.ts";
import { Reviews } from "./reviews.ts";

const sweepEveryMs = 60_000;

export interface Download {
  readonly blob: OpenBlob;
  /** Aborted when the case closes. */
  readonly signal: AbortSignal;
  close(): Promise<void>;
}

/**
 * Everything between a complaint and a look at a recording: who may ask, take, approve and look, for how long, and what the log and
 * the wardens are told of it. Knows no key and no content; what the wardens and the locks enforce by themselves is refused
 * here too, so that people hear why.
 */
export class Cases {
  readonly complaints: Complaints;
  readonly reviews: Reviews;
  readonly #parts: CaseParts;
  readonly #book: CaseBook;
  readonly #downloads = new Map<CaseId, Set<AbortController>>();
  #sweep: Timer | undefined;
  #isStopped = false;

  constructor(parts: CaseParts) {
    this.#parts = parts;
    this.#book = new CaseBook(parts, (caseId) => this.#cutDownloads(caseId));
    this.complaints = new Complaints(parts, this.#book);
    this.reviews = new Reviews(parts, this.#book);
  }

  /** Takes up what a crash interrupted: closes what has expired, tells what was not told. */
  async start(): Promise<void> {
    await this.#book.remember();
    await this.#sweepNow();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#sweep?.cancel();
    for (const caseId of [...this.#downloads.keys()]) this.#cutDownloads(caseId);
    await this.#book.turns.idle();
  }

  /** All cases of recordings that exist, but those of the auditor's own sessions. */
  async list(by: ActiveAuditor): Promise<CaseView[]> {
    const { database, auditors, clock } = this.#parts;
    const cases = await newestCases(database.tables, auditors);
    const holds = new Map(
      (await database.tables.selectFrom("hold").selectAll().execute()).map((hold) => [hold.recording_id, hold]),
    );
    return cases
      .filter((reviewCase) => isVisible(reviewCase, by))
      .map((reviewCase) => caseView(reviewCase, holds.get(reviewCase.recordingId), clock.now()));
  }

  async show(by: ActiveAuditor, caseId: CaseId): Promise<CaseView> {
    const { database, clock } = this.#parts;
    const reviewCase = await this.#book.withCase(caseId, async (settled) => settled);
    if (reviewCase.isDestroyed) throw new ProtocolError("recording_gone");
    if (!isVisible(reviewCase, by)) throw new ProtocolError("case_unknown");
    return caseView(reviewCase, await holdOf(database.tables, reviewCase.recordingId), clock.now());
  }

  /** What an approver's program needs to find its share. */
  header(by: ActiveAuditor, caseId: CaseId): Promise<Uint8Array> {
    return this.#book.withCase(caseId, async (reviewCase) => {
      if (!isVisible(reviewCase, by)) throw new ProtocolError("case_unknown");
      if (isOver(reviewCase.life)) throw new ProtocolError("case_closed");
      return (await recordingHeader(this.#parts.blobs, reviewCase.recordingId)).bytes;
    });
  }

  /** The sealed file, for the one who took the case, from the release until the case closes. */
  download(by: ActiveAuditor, caseId: CaseId, isFirst: boolean): Promise<Download> {
    return this.#book.withCase(caseId, async ({ life, recordingId }) => {
      if (isOver(life)) throw new ProtocolError("case_closed");
      if (life.viewer?.auditor !== by.keyId) throw new ProtocolError("not_allowed");
      if (life.state !== "released" || !isApproved(life)) throw new ProtocolError("case_state_wrong");
      if (isFirst) {
        await logged(() => this.#parts.journal.append("view", { caseId, recordingId }, { caseId, recordingId }));
      }
      const blob = await openRecordingBlob(this.#parts.blobs, recordingId);
      return this.#trackDownload(caseId, blob);
    });
  }

  extendHold(recordingId: RecordingId, request: ExtendHold): Promise<HoldView> {
    return this.#book.turns.take(recordingId, () => this.#book.holds.extend(recordingId, request));
  }

  async endHold(recordingId: RecordingId, request: EndHold): Promise<HoldView> {
    const view = await this.#book.turns.take(recordingId, () => this.#book.holds.end(recordingId, request));
    this.#parts.onChanged(recordingId);
    return view;
  }

  /** Does what is due, and sets the timer for the next time. */
  async #sweepNow(): Promise<void> {
    this.#sweep?.cancel();
    const { clock, log } = this.#parts;
    try {
      await this.#book.catchUp();
      if (await this.#parts.isClockBelieved()) await this.#lapseHolds();
    } catch (error) {
      log.error({ code: error instanceof ProtocolError ? error.code : "internal" }, "cases.sweep_failed");
    }
    if (this.#isStopped) return;
    const expiresAt = await this.#book.nextExpiry();
    const untilExpiryMs = expiresAt === undefined ? sweepEveryMs : Math.max(0, expiresAt - clock.now());
    this.#sweep = clock.setTimer(Math.min(sweepEveryMs, untilExpiryMs), () => void this.#sweepNow());
  }

  async #lapseHolds(): Promise<void> {
    const { clock, log } = this.#parts;
    let overdue = 0;
    for (const recordingId of await this.#book.holds.due(clock.now())) {
      const hasLapsed = await this.#book.turns.take(recordingId, () => this.#book.holds.lapse(recordingId));
      if (!hasLapsed) overdue++;
      else {
        log.info({ recordingId }, "hold.lapsed");
        this.#parts.onChanged(recordingId);
      }
    }
    if (overdue > 0) log.warn({ count: overdue }, "hold.review_overdue");
  }

  #trackDownload(caseId: CaseId, blob: OpenBlob): Download {
    const controller = new AbortController();
    const running = this.#downloads.get(caseId) ?? new Set();
    this.#downloads.set(caseId, running.add(controller));
    return {
      blob,
      signal: controller.signal,
      close: async () => {
        running.delete(controller);
        if (running.size === 0 && this.#downloads.get(caseId) === running) this.#downloads.delete(caseId);
        await blob.close();
      },
    };
  }

  #cutDownloads(caseId: CaseId): void {
    for (const controller of this.#downloads.get(caseId) ?? []) controller.abort();
  }
}

function isVisible({ life, sessionId, isDestroyed }: ReviewCase, by: ActiveAuditor): boolean {
  return !isDestroyed && sessionId !== null && !isOwnSession(life.technician, by);
}
