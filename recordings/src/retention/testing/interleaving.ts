/** Thrown into a purger that is killed, at its next step; nothing it does afterwards has an effect. */
export class Killed extends Error {
  override readonly name = "Killed";
  readonly code = "killed";
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Worker {
  wrap<Part extends object>(part: Part): Part;
  readonly isDead: boolean;
}

/**
 * Lets several workers take turns: each call of a part waits until the scheduler picks its worker, before it runs and again before it
 * answers. A worker may be killed at either moment: the call was then not made, or was made and nobody learned of it.
 */
export class Interleaving {
  readonly #random: () => number;
  readonly #waiting: (() => void)[] = [];
  /** Calls that have been let go and have not come to their next turn. */
  #running = 0;
  steps = 0;
  kills = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A worker whose parts it wraps. It dies at its `killAtStep`-th turn, if it gets there. */
  worker(killAtStep: number): Worker {
    let turns = 0;
    let isDead = false;
    const turn = async () => {
      await this.#turn();
      if (!isDead && ++turns >= killAtStep) {
        isDead = true;
        this.kills++;
      }
      if (isDead) throw new Killed();
    };
    const wrap = <Part extends object>(part: Part): Part =>
      new Proxy(part, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name, target);
          if (typeof member !== "function") return member;
          return async (...args: unknown[]) => {
            await turn();
            const result: unknown = await Reflect.apply(member, target, args);
            await turn().catch(async (error: unknown) => {
              // A process that dies lets go of its files.
              if (isOpenFile(result)) await result.close();
              throw error;
            });
            return result;
          };
        },
      });
    return {
      wrap,
      get isDead() {
        return isDead;
      },
    };
  }

  /** Runs everything to its end, one turn at a time in an order that only the seed decides. */
  async run(workers: (() => Promise<unknown>)[]): Promise<void> {
    let unfinished = workers.length;
    const failures: unknown[] = [];
    this.#running = workers.length;
    for (const work of workers) {
      const finished = work().finally(() => {
        unfinished--;
        this.#running--;
      });
      finished.catch((error: unknown) => failures.push(error));
    }
    while (unfinished > 0) {
      // Whoever was let go runs until it waits again; real files and a real database take their time.
      if (this.#running > 0 || this.#waiting.length === 0) {
        await new Promise(setImmediate);
        continue;
      }
      const [next] = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1);
      this.#running++;
      this.steps++;
      next?.();
    }
    if (failures.length > 0) throw failures[0];
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#running--;
      this.#waiting.push(resolve);
    });
  }
}

function isOpenFile(result: unknown): result is { close(): Promise<void> } {
  return typeof result === "object" && result !== null && "close" in result && "read" in result;
}
