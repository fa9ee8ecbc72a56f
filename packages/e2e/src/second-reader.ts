import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { CaseOpening } from "@ferndiagnose/protocol";
import { type SealingKey, toHex } from "@ferndiagnose/sealed-recording";
import type { DeskAuditor } from "./desk-auditor.ts";
import { factorsOf } from "./open-recording.ts";
import { checkout } from "./server.ts";

const reader = path.join(checkout, "packages/sealed-recording/vectors/fdr1.py");
const longestOutput = 512 * 1024 * 1024;

export interface SecondReading {
  /** Without keys: state and number of frames. */
  readonly verdict: string;
  /** Each as time (microseconds), kind and payload (hexadecimal), separated by spaces. */
  readonly records: readonly string[];
}

/** Has the independent reader, in its other language, open this file with what a case released. `folder` takes its inputs. */
export async function readWithSecondReader(
  folder: string,
  bytes: Uint8Array,
  opening: CaseOpening,
  viewer: SealingKey,
  auditor: DeskAuditor,
): Promise<SecondReading> {
  const run = (...args: string[]) =>
    execFileSync("python3", [reader, ...args], { encoding: "utf8", maxBuffer: longestOutput }).trim();
  const file = path.join(folder, "second.fdr");
  writeFileSync(file, bytes);
  const shares = opening.shares.map((share, at) => {
    const sealed = path.join(folder, `sealed-share-${at}.json`);
    writeFileSync(sealed, JSON.stringify(share));
    const opened = path.join(folder, `share-${at}.json`);
    writeFileSync(opened, run("viewer-share", file, opening.caseId, toHex(viewer.privateKey), sealed));
    return opened;
  });
  const { shredSecret, complaintCode } = await factorsOf(opening, viewer, auditor);
  return {
    verdict: run("verify", file),
    records: run("open", file, "complaint", toHex(shredSecret), complaintCode, ...shares).split("\n"),
  };
}
