import path from "node:path";
import type { Server } from "@ferndiagnose/e2e";
import type { Steps } from "./steps.ts";

/** What every act of the demonstration needs. */
export interface Stage {
  readonly server: Server;
  readonly steps: Steps;
  /** Where pictures, files and the summary go. */
  readonly out: string;
  /** Takes what was opened, to close it at the end, the last first. */
  opened<Opened>(value: Opened, close: (value: Opened) => Promise<unknown>): Opened;
}

export function fileOf({ out }: Stage, name: string): string {
  return path.join(out, name);
}
