import {
  type ComplaintCode,
  OwnData,
  ReceiptAccessGranted,
  type SessionId,
  type SupportConsent,
} from "@ferndiagnose/protocol";
import { receiptProof } from "@ferndiagnose/sealed-recording";
import { type Answer, ask, type Fetch, posted, type Refusal, refusalOf } from "../../http/ask.ts";

/** What the portal lets whoever has number and code see and change. Only a proof of the code leaves this browser. */
export class ReceiptAccess {
  readonly #path: string;
  readonly #proof: string;
  readonly #fetch: Fetch;

  private constructor(path: string, proof: string, fetchLike: Fetch) {
    this.#path = path;
    this.#proof = proof;
    this.#fetch = fetchLike;
  }

  /** Undefined where the browser lets pages compute no proofs: on pages that did not come over HTTPS. */
  static async of(number: SessionId, code: ComplaintCode, fetchLike: Fetch): Promise<ReceiptAccess | undefined> {
    if (globalThis.crypto?.subtle === undefined) return undefined;
    return new ReceiptAccess(`/api/v1/receipts/${number}`, await receiptProof(code, number), fetchLike);
  }

  look(): Promise<Answer<ReceiptAccessGranted>> {
    return ask(ReceiptAccessGranted, this.#fetch, `${this.#path}/access`, posted({ proof: this.#proof }));
  }

  setConsent(consent: SupportConsent): Promise<Answer<ReceiptAccessGranted>> {
    const body = { proof: this.#proof, consent };
    return ask(ReceiptAccessGranted, this.#fetch, `${this.#path}/consent`, posted(body));
  }

  ownData(): Promise<Answer<OwnData>> {
    return ask(OwnData, this.#fetch, `${this.#path}/own-data`, posted({ proof: this.#proof }));
  }

  async ownDataAsTable(): Promise<{ readonly outcome: "answered"; readonly value: string } | Refusal> {
    try {
      const response = await this.#fetch(`${this.#path}/own-data/csv`, posted({ proof: this.#proof }));
      if (response.ok) return { outcome: "answered", value: await response.text() };
      return refusalOf(await response.json());
    } catch {
      // Whether the network, a proxy or half an answer: for the customer there was no connection.
      return { outcome: "no_connection" };
    }
  }
}
