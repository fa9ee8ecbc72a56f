/** Combinations that a browser or the technician's own system keeps for itself, so that they are sent from a menu. */
export const keyCombinations = {
  menu: ["MetaLeft"],
  switch_window: ["AltLeft", "Tab"],
  close_window: ["AltLeft", "F4"],
  close_tab: ["ControlLeft", "KeyW"],
  new_tab: ["ControlLeft", "KeyT"],
  task_manager: ["ControlLeft", "ShiftLeft", "Escape"],
} as const satisfies Record<string, readonly string[]>;

export type KeyCombination = keyof typeof keyCombinations;

/** Presses the keys one after the other and lets go of them in reverse. */
export function pressCombination(name: KeyCombination, key: (code: string, down: boolean) => void): void {
  const codes = keyCombinations[name];
  for (const code of codes) key(code, true);
  for (const code of [...codes].reverse()) key(code, false);
}
