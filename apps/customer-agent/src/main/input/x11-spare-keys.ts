import { type CoreKeymap, keysymAt, unusedKeycodes } from "./x11-keymap.ts";

/** Enough for most texts without a change in between, few enough to leave the layout's gaps to others. */
const maxSpareKeys = 24;

interface SpareKey {
  keycode: number;
  keysym: number;
  lastUsedMs: number;
}

/**
 * Lends unused keycodes to characters that the layout lacks.
 *
 * A program learns of a changed mapping when it gets round to it, and then reads the newest one. A keycode that was
 * pressed a moment ago must therefore keep its character until the program has surely read it.
 */
export class SpareKeys {
  #keys: SpareKey[] = [];

  /** Forgets what the layout has taken over meanwhile, and finds new gaps. */
  refresh(keymap: CoreKeymap): void {
    const known = new Map(this.#keys.map((key) => [key.keycode, key]));
    const lent = this.#keys.filter((key) => key.keysym !== 0 && keysymAt(keymap, key.keycode, 0) === key.keysym);
    const isLent = new Set(lent.map((key) => key.keycode));
    const gaps = unusedKeycodes(keymap)
      .filter((keycode) => !isLent.has(keycode))
      .slice(0, Math.max(0, maxSpareKeys - lent.length))
      .map((keycode) => ({
        keycode,
        keysym: 0,
        lastUsedMs: known.get(keycode)?.lastUsedMs ?? Number.NEGATIVE_INFINITY,
      }));
    this.#keys = [...lent, ...gaps];
  }

  get size(): number {
    return this.#keys.length;
  }

  /** The key that has this keysym already, else the one unused for the longest time that `keep` does not need. */
  lend(keysym: number, keep: ReadonlySet<number>): { keycode: number; lastUsedMs: number; isNew: boolean } | undefined {
    const present = this.#keys.find((key) => key.keysym === keysym);
    if (present) return { ...present, isNew: false };
    const free = this.#keys.filter((key) => !keep.has(key.keysym));
    const oldest = free.reduce<SpareKey | undefined>(
      (best, key) => (best && best.lastUsedMs <= key.lastUsedMs ? best : key),
      undefined,
    );
    if (!oldest) return undefined;
    const { lastUsedMs } = oldest;
    oldest.keysym = keysym;
    return { keycode: oldest.keycode, lastUsedMs, isNew: true };
  }

  markUsed(keycode: number, nowMs: number): void {
    for (const key of this.#keys) if (key.keycode === keycode) key.lastUsedMs = nowMs;
  }

  /** The keycodes that carry something of ours. */
  lentKeycodes(): number[] {
    return this.#keys.filter((key) => key.keysym !== 0).map((key) => key.keycode);
  }
}
