export interface ModifierFlags {
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

/** Modifier keys by code, with the flag that says whether one of their kind is down. */
export const modifierFlags = {
  ControlLeft: "ctrlKey",
  ControlRight: "ctrlKey",
  AltLeft: "altKey",
  AltRight: "altKey",
  ShiftLeft: "shiftKey",
  ShiftRight: "shiftKey",
  MetaLeft: "metaKey",
  MetaRight: "metaKey",
} as const satisfies Record<string, keyof ModifierFlags>;

export type ModifierCode = keyof typeof modifierFlags;

export function isModifier(code: string): code is ModifierCode {
  return code in modifierFlags;
}

/** The left key of each kind, for modifiers that were pressed before we were listening. */
export const leftModifiers = ["ControlLeft", "AltLeft", "ShiftLeft", "MetaLeft"] as const satisfies ModifierCode[];

/** Keys that do something when tapped alone: open a menu. */
export function isMenuKey(code: ModifierCode): boolean {
  return code === "AltLeft" || code === "MetaLeft" || code === "MetaRight";
}
