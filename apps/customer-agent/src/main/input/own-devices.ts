import { errorFields, type Log } from "../log.ts";
import type { Desktop } from "./choose-backend.ts";
import { openX11OwnDevices } from "./x11-own-devices.ts";

/** Mouse, keyboard and touch screen of the computer itself, told apart from what programs inject. */
export interface OwnDevices {
  /** Since the last question, or since they were opened. Nothing is known of what was pressed or where. */
  wereUsed(): boolean;
  close(): void;
}

/** Where no system tells them apart, nobody has used them as far as we know. */
const unknownDevices: OwnDevices = { wereUsed: () => false, close: () => undefined };

/** Windows and macOS could tell by low-level hooks only, which see every key: that is not worth it. */
export function openOwnDevices(desktop: Desktop, log: Log): OwnDevices {
  if (desktop.platform === "win32" || desktop.platform === "darwin") return unknownDevices;
  try {
    return openX11OwnDevices(desktop.display);
  } catch (error) {
    log.warn("own_devices.unknown", errorFields(error));
    return unknownDevices;
  }
}
