/** Keys that the desktop takes for itself: with them one gets out of the windows that are shown. */
const desktopKeys = new Set(["MetaLeft", "MetaRight", "PrintScreen", "Power", "Sleep", "WakeUp"]);
const switchingKeys = new Set(["Tab", "Escape", "Space", "Enter", "Backquote", "IntlBackslash"]);
const altKeys = ["AltLeft", "AltRight"];
/** They may write a character with AltGr, on some layout. With Ctrl and Alt, T opens a console on most Linux desktops. */
const writingKey =
  /^(?:Key[A-SU-Z]|Digit\d|Minus|Equal|Bracket(?:Left|Right)|Backslash|Semicolon|Quote|Comma|Period|Slash|Backquote|Intl\w+)$/;
const modifierKey = /^(?:Shift|Control|Alt)(?:Left|Right)$/;
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
  // Ctrl with the left Alt belongs to desktops; with AltGr characters are typed, which Windows reports as Ctrl too. But
  // on many layouts the right Alt is one like the left.
  if (isControlHeld && isAltHeld && !modifierKey.test(code)) return held.includes("AltLeft") || !writingKey.test(code);
  return isControlHeld && code === "Escape";
}
