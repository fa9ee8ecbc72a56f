import { ProtocolError } from "@ferndiagnose/protocol";
import { hash, verify } from "@node-rs/argon2";

/** Argon2id with 64 MiB and three passes: about 200 ms (RFC 9106, second recommended option with less memory at once). */
const cost = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 } as const;
const atOnce = 2;
const waitingAtMost = 32;

let running = 0;
const waiting: (() => void)[] = [];

/** The PHC text of a password. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost));
}

/** Stands in where there is no hash: as dear to verify as any other, and right for no password. */
const decoy = `$argon2id$v=19$m=65536,t=3,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Whether the password is right. Takes the same time when there is no hash to compare with. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isRight = await inTurn(() => verify(stored ?? decoy, password));
  return isRight && stored !== null;
}

/** Hashing is dear: only a few run at once, and a crowd is sent away instead of filling the memory. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting.length >= waitingAtMost) throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 5 });
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
