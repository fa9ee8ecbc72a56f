import { AttemptBudget, type AttemptLimit } from "./budgets/attempt-budget.ts";
import { GuessBudget } from "./budgets/guess-budget.ts";

/** How often whom; each limit with its window. */
export interface PortalBudgetLimits {
  /** Failed session keys of one address, of one network, of everybody together, and the reserve for who has not failed yet. */
  readonly keysPerAddress: AttemptLimit;
  readonly keysPerNetwork: AttemptLimit;
  readonly keysOverall: AttemptLimit;
  readonly keysReserve: AttemptLimit;
  /** Receipt numbers that nobody knows, of one address, and of everybody together. */
  readonly receiptsPerAddress: AttemptLimit;
  readonly receiptsOverall: AttemptLimit;
  /** Proofs of a receipt that fit nothing. They cannot be guessed: the wide limit only bounds the work. */
  readonly proofsPerAddress: AttemptLimit;
  readonly proofsOverall: AttemptLimit;
  /** What the holder of one receipt asks for. */
  readonly holderPerSession: AttemptLimit;
  /** Complaint forms and certificates, and complaints: as at the auditors' desk, wide for all together. */
  readonly formsPerAddress: AttemptLimit;
  readonly formsOverall: AttemptLimit;
  readonly complaintsPerAddress: AttemptLimit;
  readonly complaintsOverall: AttemptLimit;
  /** Downloads, or pieces of them, and looks at the progress, with one ticket. */
  readonly downloadsPerSession: AttemptLimit;
  readonly progressPerSession: AttemptLimit;
  /** New sessions of one account: every live key is one more that can be guessed. */
  readonly sessionsPerAccount: AttemptLimit;
  /** Entries in the consent registry by one account. */
  readonly consentChangesPerAccount: AttemptLimit;
  /** Failed sign-ins of one address, and with one name. */
  readonly signInsPerAddress: AttemptLimit;
  readonly signInsPerName: AttemptLimit;
}

const within = (attempts: number): AttemptLimit => ({ attempts, windowMs: 10 * 60_000 });

/**
 * Ten wrong keys an address and a thousand in all, each in ten minutes, and two thousand first attempts after that: with a hundred
 * live keys among ten million a guesser from a thousand addresses finds one in about nine hours, one from everywhere at once in
 * about five and a half, and then still meets the check code. Numbers and proofs of receipts have 95 random bits and more: their
 * wide common limits only bound the work, so that a flood keeps nobody from their own receipt.
 */
export const defaultBudgets: PortalBudgetLimits = {
  keysPerAddress: within(10),
  keysPerNetwork: within(40),
  keysOverall: within(1_000),
  keysReserve: within(2_000),
  receiptsPerAddress: within(10),
  receiptsOverall: within(20_000),
  proofsPerAddress: within(20),
  proofsOverall: within(20_000),
  holderPerSession: within(60),
  formsPerAddress: within(100),
  formsOverall: within(20_000),
  complaintsPerAddress: within(20),
  complaintsOverall: within(20_000),
  downloadsPerSession: within(100),
  progressPerSession: within(2_000),
  sessionsPerAccount: within(300),
  consentChangesPerAccount: within(120),
  signInsPerAddress: within(20),
  signInsPerName: within(50),
};

export type PortalBudgets = ReturnType<typeof openBudgets>;

/** The budgets of one portal. Subjects are hashed under `secret` and live in memory for their window. */
export function openBudgets(limits: PortalBudgetLimits, secret: Uint8Array) {
  const budget = (...each: AttemptLimit[]) => new AttemptBudget(each, secret);
  return {
    keys: new GuessBudget(
      {
        perAddress: limits.keysPerAddress,
        perNetwork: limits.keysPerNetwork,
        overall: limits.keysOverall,
        reserve: limits.keysReserve,
      },
      secret,
    ),
    receipts: budget(limits.receiptsPerAddress, limits.receiptsOverall),
    proofs: budget(limits.proofsPerAddress, limits.proofsOverall),
    holders: budget(limits.holderPerSession),
    forms: budget(limits.formsPerAddress, limits.formsOverall),
    complaints: budget(limits.complaintsPerAddress, limits.complaintsOverall),
    downloads: budget(limits.downloadsPerSession),
    progress: budget(limits.progressPerSession),
    sessions: budget(limits.sessionsPerAccount),
    consentChanges: budget(limits.consentChangesPerAccount),
    signIns: budget(limits.signInsPerAddress, limits.signInsPerName),
  };
}
