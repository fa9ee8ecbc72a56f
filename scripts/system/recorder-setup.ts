import type { RecordingsOptions } from "@ferndiagnose/recordings";
import type { TestClock } from "./test-clock.ts";

/** What a recording server is told, whether it runs in this process or in its own. */
export interface RecorderSetup {
  readonly portalUrl: string;
  readonly portalToken: string;
  readonly archive: string;
  readonly auditorSet: string;
  readonly wardens: RecordingsOptions["wardens"];
  readonly log: RecordingsOptions["log"];
  readonly deskPort: number;
  readonly operationsPort: number;
  /** Room on the disk for each session, in MiB; the recording server's own measure when undefined. */
  readonly reserveMiB: number | undefined;
  readonly testClock: TestClock | undefined;
}

const manySessions = 200;

export function recorderOptions(setup: RecorderSetup): RecordingsOptions {
  return {
    portalUrl: setup.portalUrl,
    portalToken: setup.portalToken,
    archiveDirectory: setup.archive,
    auditorSetFile: setup.auditorSet,
    wardens: setup.wardens,
    log: setup.log,
    desk: { host: "127.0.0.1", port: setup.deskPort },
    capacity: manySessions,
    ...(setup.reserveMiB === undefined ? {} : { reserveBytesPerSession: setup.reserveMiB * 1024 * 1024 }),
    ...(setup.testClock === undefined ? {} : { isTestClock: true }),
  };
}
