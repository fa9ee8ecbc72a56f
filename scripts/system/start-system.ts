import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { createPortal, createPortalLog, openSqliteDatabase, type Portal } from "@ferndiagnose/rescue-portal";
import { type Clock, systemClock, testClock } from "@ferndiagnose/server";
import { z } from "zod";
import { openDataFolder } from "./data-folder.ts";
import { type DemoAuditor, makeDemoAuditors } from "./demo-auditors.ts";
import { type RecordersSummary, startRecorders } from "./start-recorders.ts";
import type { TestClock } from "./test-clock.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface SystemOptions {
  readonly dataDir: string;
  /** Customers' pages on this port, staff pages on the next, operations on the one after, then the recording servers' (portsOfRecorders). */
  readonly port: number;
  /** Recording servers that run as processes of their own; 0 runs one inside this process. */
  readonly recorders: number;
  /** Key wardens of each recording server; every one of them must keep a recording's secret. */
  readonly wardens: number;
  readonly demo: boolean;
  /** With downloads.json and the files that it names; undefined where nothing was built. */
  readonly downloadsDir: string | undefined;
  readonly testClock: TestClock | undefined;
  /** Witness, key wardens and recording servers that end by themselves are started again. */
  readonly restarts: boolean;
}

export interface SystemSummary extends Omit<RecordersSummary, "desk" | "log"> {
  readonly portal: string;
  readonly viewer: string;
  /** The auditors' desk of the first recording server; null while no auditors are enrolled. */
  readonly desk: string | null;
  /** The first recording server's transparency log. */
  readonly log: RecordersSummary["log"] | null;
  readonly operations: string;
  readonly accounts: { name: string; displayName: string; role: string; link: string }[];
  readonly auditors: DemoAuditor[];
  readonly warnings: string[];
}

export interface RunningSystem {
  readonly summary: SystemSummary;
  stop(): Promise<void>;
}

interface Part {
  stop(): Promise<void>;
}

const firstAccounts = [{ name: "technik", displayName: "Technik", role: "technician" }] as const;
const demoAccounts = [
  { name: "technik-1", displayName: "Technik 1", role: "technician" },
  { name: "technik-2", displayName: "Technik 2", role: "technician" },
] as const;
const nothing = { desk: null, log: null, witness: null, wardens: [], recorders: [] };

const readyWithinMs = 60_000;

/** What `/readyz` says of the recording servers. */
const Readiness = z.object({ recorders: z.int().optional() });

/**
 * Starts portal, key wardens and recording on embedded defaults, with --demo a witness too. Throws when a port is taken or a part does
 * not become ready.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const data = openDataFolder(options.dataDir);
  const log = createPortalLog("info", process.stderr);
  const auditors = options.demo ? await makeDemoAuditors(data.demo, data.auditorSet) : [];
  const parts: Part[] = [];
  const ending = new AbortController();
  if (!options.restarts) ending.abort();

  const database = openSqliteDatabase(data.database);
  parts.push({ stop: () => database.close() });
  const portal = createPortal(
    { database, clock: clockOf(options.testClock), random: randomBytes, log },
    {
      public: { port: options.port },
      staff: { port: options.port + 1 },
      operations: { port: options.port + 2 },
      publicPagesDir: path.join(root, "rescue-portal/dist/page"),
      staffPagesDir: path.join(root, "apps/agent-viewer/dist"),
      organisation: process.env["FERNDIAGNOSE_ORGANISATION"] ?? "Ferndiagnose",
      recorderToken: data.secrets.recorderToken,
      keySecret: Buffer.from(data.secrets.keySecret, "hex"),
      ...(options.downloadsDir === undefined ? {} : { downloadsDir: options.downloadsDir }),
    },
  );

  async function stop(): Promise<void> {
    ending.abort();
    for (const part of parts.splice(0).reverse()) await part.stop();
  }

  try {
    const urls = await portal.start();
    const hasAuditors = existsSync(data.auditorSet);
    // Stopped in reverse: the portal ends the sessions and waits until the recorders have sealed them.
    const recorders: Part[] = [];
    parts.push({ stop: async () => void (await Promise.all(recorders.map((part) => part.stop()))) }, portal);
    let recording: Omit<RecordersSummary, "desk" | "log"> & Pick<SystemSummary, "desk" | "log"> = nothing;
    if (hasAuditors) {
      const started = await startRecorders({
        data,
        portalUrl: urls.operationsUrl,
        count: options.recorders,
        wardens: options.wardens,
        hasWitness: options.demo,
        firstPort: options.port + 3,
        testClock: options.testClock,
        ending: ending.signal,
        log,
      });
      recorders.push(started);
      recording = started.summary;
      await untilConnected(`${urls.operationsUrl}/readyz`, Math.max(1, options.recorders));
    }

    const summary: SystemSummary = {
      portal: urls.publicUrl,
      viewer: urls.staffUrl,
      operations: urls.operationsUrl,
      ...recording,
      accounts: await makeAccounts(portal, options.demo),
      auditors,
      warnings: warningsOf(options, hasAuditors ? undefined : data.auditorSet),
    };
    return { summary, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function clockOf(moved: TestClock | undefined): Clock {
  return moved ? testClock(moved.file, systemClock) : systemClock;
}

function warningsOf({ demo, testClock: moved }: SystemOptions, missingAuditorSet: string | undefined): string[] {
  const warnings: string[] = [];
  if (missingAuditorSet !== undefined) {
    warnings.push(
      "No auditors are enrolled, so no recording could ever be opened and no session starts. " +
        "Make keys with `scripts/recordings auditor-key` and an auditor set with `scripts/recordings auditor-set`, " +
        `put it at ${missingAuditorSet}, and start again. To try things out, use --demo.`,
    );
  }
  if (demo) warnings.push("Demo accounts, demo auditor keys and a witness on this machine: not for real customers.");
  if (moved) warnings.push("A test moves the clock of every part: nothing that is dated here proves anything.");
  return warnings;
}

async function makeAccounts(portal: Portal, demo: boolean): Promise<SystemSummary["accounts"]> {
  const accounts: SystemSummary["accounts"] = [];
  for (const account of demo ? demoAccounts : firstAccounts) {
    await portal.createAccount(account);
    accounts.push({ ...account, link: await portal.createOneTimeLink(account.name) });
  }
  return accounts;
}

/** Waits until this many recording servers are connected to the portal. */
async function untilConnected(url: string, recorders: number): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  while (Date.now() < giveUpAt) {
    const state = Readiness.parse(await (await fetch(url)).json());
    if ((state.recorders ?? 0) >= recorders) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The recording server did not become ready; its messages stand above.");
}
