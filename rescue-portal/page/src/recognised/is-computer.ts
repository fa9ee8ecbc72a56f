import type { Device } from "@ferndiagnose/protocol";

/**
 * Whether the program could run here. A tablet of Apple's says that it is a Mac; no Mac has a screen for fingers. Of what nobody
 * knows we assume that it is a computer: its owner sees all files.
 */
export function isComputer({ system }: Device, touchPoints: number): boolean {
  switch (system) {
    case "windows":
    case "linux":
    case "other":
      return true;
    case "macos":
      return touchPoints < 2;
    case "android":
    case "ios":
    case "chromeos":
      return false;
    default:
      return system satisfies never;
  }
}
