import type { Removal } from "./removal.ts";

/** A program without a marker of its own build: nothing here is ours to remove, to copy or to link to. */
export const checkoutRemoval: Removal = {
  kind: "checkout",
  remove: () => Promise.resolve({ left: [], when: "now" }),
  keep: () => Promise.resolve({ kept: false, left: [] }),
  shortcut: { isPresent: () => false, set: () => Promise.resolve() },
};
