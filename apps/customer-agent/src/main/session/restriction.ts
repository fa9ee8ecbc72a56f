import type { Rights } from "@ferndiagnose/protocol";
import type { Clock } from "../clock.ts";
import type { Log, LogFields } from "../log.ts";
import type { Transmission } from "./transmission.ts";

/** What the customer took back: control, the picture for a while, or the picture until something else is chosen. */
export type RestrictionKind = "control" | "pause" | "view";

export interface RestrictionPorts {
  clock: Clock;
  log: Log;
  what: RestrictionKind;
  rights: { readonly effective: Rights };
  transmission: Pick<Transmission, "whenPictureStopped">;
}

/** Does what the customer wants, and notes when it had taken effect on this computer (promise 4). */
export function noteRestriction({ clock, log, what, rights, transmission }: RestrictionPorts, act: () => void): void {
  const before = rights.effective;
  const beganAtMs = clock.now();
  const passed = () => Math.round((clock.now() - beganAtMs) * 10) / 10;
  act();
  const after = rights.effective;
  const isInputLess = before.control && !after.control;
  const isPictureLess = before.view.kind !== "nothing" && after.view.kind === "nothing";
  if (!isInputLess && !isPictureLess) return;
  const noted: LogFields = isInputLess ? { what, inputStoppedMs: passed() } : { what };
  if (!isPictureLess) log.info("rights.restricted", noted);
  else {
    transmission.whenPictureStopped(({ replaced }) =>
      log.info("rights.restricted", { ...noted, pictureStoppedMs: passed(), replaced }),
    );
  }
}
