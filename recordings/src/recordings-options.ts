import type { ChildProcess } from "node:child_process";
import type { IceServer } from "@ferndiagnose/protocol";
import type { FileLayer } from "./blob-store/file-layer.ts";
import type { WardenAddress } from "./wardens/warden-line.ts";

export interface RecordingsOptions {
  /** The portal's operations listener: `ws://` or `http://`, host and port. */
  portalUrl: string;
  portalToken: string;
  /** Recordings, and beside them what this server must not lose: keys, log, index, auditor sets. */
  archiveDirectory: string;
  auditorSetFile: string;
  /** Created at the first start; `recovery-key.json` in the archive when absent. */
  recoveryKeyFile?: string;
  /** Every one of them must keep a recording's shred secret. */
  wardens: readonly WardenAddress[];
  log: LogOptions;
  /** Where auditors work; none without it. */
  desk?: DeskOptions;
  /** How many sessions at a time. */
  capacity: number;
  /** Room on the disk that every session, and one more, must have (DESIGN section 7). */
  reserveBytesPerSession?: number;
  retentionDays?: number;
  media?: MediaOptions;
  /** The operator's STUN and TURN servers for the browsers. */
  iceServers?: IceServer[];
  /** The clock is one that a test moves. */
  isTestClock?: boolean;
}

export interface LogOptions {
  /** The transparency log's name, unique in the world: a host name and a path. Never changes. */
  origin: string;
  witnesses: readonly { name: string; url: string; key: string }[];
  /** How many witnesses must have confirmed the log before a session begins. */
  quorum: number;
}

export interface DeskOptions {
  host: string;
  port: number;
  /** As auditors reach it, when something stands in front. */
  url?: string;
}

export interface MediaOptions {
  bindAddress?: string;
  portRange?: { first: number; last: number };
  /** STUN and TURN servers for the relay itself; needed only behind address translation. */
  iceServers?: string[];
  enableIceTcp?: boolean;
}

/** Replaceable parts, for tests and for other stores. */
export interface RecordingsParts {
  launchRelay?: () => ChildProcess;
  /** The disk under the recordings. */
  files?: FileLayer;
}
