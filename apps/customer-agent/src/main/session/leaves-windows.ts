/** Keys that the desktop takes for itself: with them one gets out of the windows that are shown. */
const desktopKeys = new Set(["MetaLeft", "MetaRight", "PrintScreen", "Power", "Sleep", "WakeUp"]);
const switchingKeys = new Set(["Tab", "Escape", "Space", "Enter", "Backquote", "IntlBackslash"]);
const altKeys = ["AltLeft", "AltRight"];
const controlKeys = ["ControlLeft", "ControlRight"];

/**
 * Whether this key, pressed with those that are held, would be taken by the desktop instead of the window that has the
 * focus: switching, menus, task managers, consoles. Only where single windows are shown; errs on the side of refusing.
 */
export function leavesWindows(code: string, held: readonly string[]): boolean {
  if (desktopKeys.has(code)) return true;
  const isAltHeld = held.some((key) => altKeys.includes(key));
  const isControlHeld = held.some((key) => controlKeys.includes(key));
  if (isAltHeld && (switchingKeys.has(code) || /^F\d+$/.test(code))) return true;
  // Ctrl with the left Alt belongs to desktops; with AltGr characters are typed, which Windows reports as Ctrl too.
  if (isControlHeld && held.includes("AltLeft")) return !altKeys.includes(code) && !controlKeys.includes(code);
  return isControlHeld && code === "Escape";
}
