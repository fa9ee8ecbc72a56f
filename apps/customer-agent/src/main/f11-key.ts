import { globalShortcut } from "electron";

/** F11 belongs to us while a session runs, whichever program is in front. False when the system did not give it. */
export function holdF11(onPress: () => void): boolean {
  return globalShortcut.register("F11", onPress);
}

export function releaseF11(): void {
  globalShortcut.unregister("F11");
}
