import { ProtocolError } from "@ferndiagnose/protocol";
import { AttemptBudget, type AttemptLimit } from "./attempt-budget.ts";

export interface GuessLimits {
  /** Failures of one address group, and of the IPv6 network it belongs to. */
  readonly perAddress: AttemptLimit;
  readonly perNetwork: AttemptLimit;
  /** Failures of everybody together. */
  readonly overall: AttemptLimit;
  /** When those are used up: first attempts of addresses that have not failed yet. */
  readonly reserve: AttemptLimit;
}

/**
 * The budget for what can be guessed, such as session keys. A guesser with many addresses uses up what everybody has together;
 * whoever comes from an address without a failure then still has one attempt from a reserve of its own, so that real customers
 * get in while the guesser's addresses stand still.
 */
export class GuessBudget {
  readonly #address: AttemptBudget;
  readonly #network: AttemptBudget;
  readonly #overall: AttemptBudget;
  readonly #first: AttemptBudget;
  readonly #reserve: AttemptBudget;

  constructor(limits: GuessLimits, secret: Uint8Array) {
    this.#address = new AttemptBudget([limits.perAddress], secret);
    this.#network = new AttemptBudget([limits.perNetwork], secret);
    this.#overall = new AttemptBudget([limits.overall], secret);
    this.#first = new AttemptBudget([{ attempts: 1, windowMs: limits.perAddress.windowMs }], secret);
    this.#reserve = new AttemptBudget([limits.reserve], secret);
  }

  /** Throws `too_many_attempts`. Returns what gives the attempt back after a success. */
  async spend(addressGroup: string): Promise<() => Promise<void>> {
    const network = networkOf(addressGroup);
    // The network first: else whoever has 65,536 addresses in it fills the memory with entries for them.
    const giveBackNetwork = network === undefined ? undefined : await this.#network.spend([network]);
    const giveBackAddress = await this.#address.spend([addressGroup]).catch(async (refusal: unknown) => {
      await giveBackNetwork?.();
      throw refusal;
    });
    // Taken with every attempt: an address that has failed before the flood is no fresh one.
    const giveBackFirst = await this.#first.spend([addressGroup]).catch(onlyRefusal);
    const giveBackShared = await this.#overall.spend(["all"]).catch((refusal: unknown) => {
      if (giveBackFirst === undefined) throw refusal;
      return this.#reserve.spend(["all"]);
    });
    return async () => {
      for (const giveBack of [giveBackAddress, giveBackNetwork, giveBackFirst, giveBackShared]) await giveBack?.();
    };
  }
}

function onlyRefusal(error: unknown): undefined {
  if (!(error instanceof ProtocolError)) throw error;
  return undefined;
}

/** One owner of IPv6 has up to 65,536 networks of the size that an address group is (RFC 6177): the first 48 bits count too. */
function networkOf(addressGroup: string): string | undefined {
  const groups = addressGroup.split(":");
  return groups.length === 4 ? groups.slice(0, 3).join(":") : undefined;
}
