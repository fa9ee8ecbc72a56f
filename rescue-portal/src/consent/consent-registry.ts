import { createHmac } from "node:crypto";
import {
  type CustomerReference,
  ProtocolError,
  type SupportConsent,
  SupportConsentEntry,
} from "@ferndiagnose/protocol";
import type { Kysely } from "kysely";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Clock } from "../ports.ts";

/** A customer as the portal knows them: the keyed hash of what the operator calls them. */
export type CustomerHmac = string & { readonly brand: "CustomerHmac" };

/** Who said it, and on which way. */
export type ConsentSource = { readonly channel: "portal" } | { readonly channel: "hotline"; readonly account: string };

/**
 * Who has given or withdrawn consent to remote support as such (promise 3): a history that is only added to. The last word
 * counts; without any, consent is asked for in each session. References reach it to be hashed and are kept nowhere.
 */
export class ConsentRegistry {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #key: Uint8Array | undefined;

  /** Without a secret that outlives the process every withdrawal would be lost with it: then there is no registry. */
  constructor(database: Database, clock: Clock, keySecret: Uint8Array | undefined) {
    this.#database = database;
    this.#clock = clock;
    this.#key = keySecret && createHmac("sha256", keySecret).update("customer reference\0").digest();
  }

  /** The same for a reference written with other capitals, spaces or hyphens. Throws `not_possible_now` without a secret. */
  customerOf(reference: CustomerReference): CustomerHmac {
    if (this.#key === undefined) throw new ProtocolError("not_possible_now");
    const plain = reference.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
    return createHmac("sha256", this.#key).update(plain, "utf8").digest("base64url") as CustomerHmac;
  }

  /** Throws `consent_withdrawn_for_customer`. Part of the transaction that issues a key. */
  async requireNotWithdrawn(tables: Kysely<Tables>, customer: CustomerHmac): Promise<void> {
    const last = await lastOf(tables, customer);
    if (last?.state === "withdrawn") throw new ProtocolError("consent_withdrawn_for_customer");
  }

  /** Adds a word to the history; what repeats the last one changes nothing, and is answered with that. */
  async change(customer: CustomerHmac, consent: SupportConsent, source: ConsentSource): Promise<SupportConsentEntry> {
    return this.#database.transaction(async (tables) => {
      const last = await lastOf(tables, customer);
      if (last?.state === consent) return entryOf(last);
      const row = {
        state: consent,
        // Never before the last word, whatever somebody does to the machine's clock.
        at: Math.max(this.#clock.now(), last?.at ?? 0),
        channel: source.channel,
        account: source.channel === "hotline" ? source.account : null,
      };
      await tables
        .insertInto("support_consents")
        .values({ customer_hmac: customer, seq: (last?.seq ?? 0) + 1, ...row })
        .execute();
      return entryOf(row);
    });
  }

  async lastWord(customer: CustomerHmac): Promise<SupportConsentEntry | undefined> {
    const last = await lastOf(this.#database.tables, customer);
    return last && entryOf(last);
  }

  async historyOf(customer: CustomerHmac): Promise<SupportConsentEntry[]> {
    const rows = await this.#database.tables
      .selectFrom("support_consents")
      .select(["state", "at", "channel"])
      .where("customer_hmac", "=", customer)
      .orderBy("seq", "desc")
      .limit(1_000)
      .execute();
    return rows.reverse().map(entryOf);
  }
}

type Row = Pick<Tables["support_consents"], "state" | "at" | "channel">;

async function lastOf(tables: Kysely<Tables>, customer: CustomerHmac): Promise<(Row & { seq: number }) | undefined> {
  return tables
    .selectFrom("support_consents")
    .select(["seq", "state", "at", "channel"])
    .where("customer_hmac", "=", customer)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
}

function entryOf({ state, at, channel }: Row): SupportConsentEntry {
  return SupportConsentEntry.parse({ consent: state, at, channel });
}
