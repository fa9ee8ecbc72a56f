import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  type Approval,
  type CaseId,
  CaseOpening,
  CaseView,
  DeskChallenge,
  DeskSession,
  Problem,
} from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  fromHex,
  parseHeader,
  readAuditorKeyFile,
  resealShare,
  signStatement,
  unsealShare,
} from "@ferndiagnose/sealed-recording";

const hourMs = 3_600_000;

export const random = (length: number) => new Uint8Array(randomBytes(length));

/** What the desk refused, by its code. */
export class DeskProblem extends Error {
  readonly code: string;

  constructor(code: string, path: string) {
    super(`${path}: ${code}`);
    this.code = code;
  }
}

/** Asks the desk; bytes come as they are, JSON parsed. Throws `DeskProblem`. */
export async function askDesk(url: string, path: string, options: { body?: object; token?: string } = {}) {
  const { body, token } = options;
  const response = await fetch(new URL(`/api/v1/${path}`, url), {
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    headers: {
      ...(body ? { "content-type": "application/json" } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  });
  if (!response.ok) throw new DeskProblem(Problem.parse(await response.json()).code, path);
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return isJson ? ((await response.json()) as unknown) : new Uint8Array(await response.arrayBuffer());
}

/** A demo auditor at the desk, with the key file that `scripts/start --demo` left. */
export class DeskAuditor {
  readonly key: AuditorKey;
  readonly #url: string;
  readonly #token: string;
  readonly #now: () => number;

  private constructor(parts: { key: AuditorKey; url: string; token: string; now: () => number }) {
    this.key = parts.key;
    this.#url = parts.url;
    this.#token = parts.token;
    this.#now = parts.now;
  }

  static async signIn(url: string, keyFile: string, now: () => number): Promise<DeskAuditor> {
    const key = await readAuditorKeyFile(await readFile(keyFile, "utf8"));
    const { nonce } = DeskChallenge.parse(await askDesk(url, "desk/challenge", { body: {} }));
    const statement = {
      version: 1,
      type: "desk-sign-in",
      auditor: key.keyId,
      at: now(),
      desk: new URL(url).origin,
      nonce,
    };
    const signature = await signStatement(statement.type, statement, key);
    const { token } = DeskSession.parse(await askDesk(url, "desk/sign-in", { body: { statement, signature } }));
    return new DeskAuditor({ key, url, token, now });
  }

  show(caseId: CaseId): Promise<CaseView> {
    return this.#ask(`cases/${caseId}`, CaseView);
  }

  async take(caseId: CaseId, viewerKey: string): Promise<CaseView> {
    const { recordingId } = await this.show(caseId);
    return this.#state(`cases/${caseId}/take`, { type: "case-taking", caseId, recordingId, viewerKey });
  }

  async approve(caseId: CaseId): Promise<CaseView> {
    const { recordingId, lock, viewerKey } = await this.show(caseId);
    if (viewerKey === null) throw new Error("Nobody has taken the case");
    const { header } = await parseHeader(await this.bytes(`cases/${caseId}/header`));
    const share = await resealShare(await unsealShare(header, this.key, lock), fromHex(viewerKey), caseId, random);
    const approvedAt = this.#now();
    const approval: Approval = {
      version: 1,
      caseId,
      recordingId,
      lock,
      auditor: this.key.keyId,
      viewerKey,
      approvedAt,
      expiresAt: approvedAt + hourMs,
    };
    const signature = await signStatement("approval", approval, this.key);
    return this.#ask(`cases/${caseId}/approvals`, CaseView, { signed: { approval, signature }, share });
  }

  release(caseId: CaseId): Promise<CaseOpening> {
    return this.#ask(`cases/${caseId}/release`, CaseOpening, {});
  }

  /** A case that was released; another takes two. */
  async close(caseId: CaseId): Promise<CaseView> {
    const statements = [await this.#signed({ type: "case-closing", caseId })];
    return this.#ask(`cases/${caseId}/close`, CaseView, { statements });
  }

  /** Ends the hold of a closed case, together with another auditor. */
  async endHold(recordingId: string, other: DeskAuditor): Promise<void> {
    const facts = { type: "hold-ending", recordingId };
    const body = { statements: [await this.#signed(facts), await other.#signed(facts)] };
    await askDesk(this.#url, `holds/${recordingId}/ending`, { token: this.#token, body });
  }

  async bytes(path: string): Promise<Uint8Array> {
    const bytes = await askDesk(this.#url, path, { token: this.#token });
    if (!(bytes instanceof Uint8Array)) throw new Error(`${path} is no file`);
    return bytes;
  }

  async #state(path: string, facts: { type: string; [fact: string]: string }): Promise<CaseView> {
    return this.#ask(path, CaseView, await this.#signed(facts));
  }

  async #signed(facts: { type: string; [fact: string]: string }) {
    const statement = { version: 1, auditor: this.key.keyId, at: this.#now(), ...facts };
    return { statement, signature: await signStatement(facts.type, statement, this.key) };
  }

  async #ask<Answer>(path: string, schema: { parse(json: unknown): Answer }, body?: object): Promise<Answer> {
    return schema.parse(await askDesk(this.#url, path, { token: this.#token, ...(body ? { body } : {}) }));
  }
}
