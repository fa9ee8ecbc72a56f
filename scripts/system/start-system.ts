import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { createRecordings, systemPorts } from "@ferndiagnose/recordings";
import {
  createPortal,
  createPortalLog,
  openSqliteDatabase,
  type Portal,
  systemClock,
} from "@ferndiagnose/rescue-portal";
import { z } from "zod";
import { openDataFolder } from "./data-folder.ts";
import { type DemoAuditor, makeDemoAuditors } from "./demo-auditors.ts";
import { startRecorderProcess, stopRecorderProcess } from "./recorder-process.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface SystemOptions {
  readonly dataDir: string;
  /** Customers' pages on this port, staff pages on the next, operations on the one after. */
  readonly port: number;
  /** Recording servers that run as processes of their own; 0 runs one inside this process. */
  readonly recorders: number;
  readonly demo: boolean;
}

export interface SystemSummary {
  readonly portal: string;
  readonly viewer: string;
  /** The auditors' desk; not built yet. */
  readonly desk: string | null;
  readonly operations: string;
  readonly accounts: { name: string; displayName: string; role: string; link: string }[];
  readonly auditors: DemoAuditor[];
  readonly recorders: { pid: number; archive: string }[];
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

const readyWithinMs = 20_000;

/** What `/readyz` says of the recording servers. */
const Readiness = z.object({ recorders: z.int().optional() });

/** Starts portal and recording on embedded defaults. Throws when a port is taken or a part does not become ready. */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const data = openDataFolder(options.dataDir);
  const log = createPortalLog("info", process.stderr);
  const auditors = options.demo ? await makeDemoAuditors(data.demo, data.auditorSet) : [];
  const warnings: string[] = [];
  const parts: Part[] = [];
  const recorders: { pid: number; archive: string }[] = [];

  const database = openSqliteDatabase(data.database);
  parts.push({ stop: () => database.close() });
  const portal = createPortal(
    { database, clock: systemClock, random: randomBytes, log },
    {
      public: { port: options.port },
      staff: { port: options.port + 1 },
      operations: { port: options.port + 2 },
      publicPagesDir: path.join(root, "rescue-portal/dist/page"),
      staffPagesDir: path.join(root, "apps/agent-viewer/dist"),
      organisation: process.env["FERNDIAGNOSE_ORGANISATION"] ?? "Ferndiagnose",
      termsVersion: "2026-11-01.1",
      privacyVersion: "2026-11-01.1",
      recorderToken: data.secrets.recorderToken,
      keySecret: Buffer.from(data.secrets.keySecret, "hex"),
    },
  );

  async function stop(): Promise<void> {
    for (const part of parts.splice(0).reverse()) await part.stop();
  }

  try {
    const urls = await portal.start();
    // Stopped in reverse: the portal ends the sessions and waits until the recorders have sealed them.
    const recorderParts: Part[] = [];
    parts.push({ stop: async () => void (await Promise.all(recorderParts.map((part) => part.stop()))) }, portal);

    if (!existsSync(data.auditorSet)) {
      warnings.push(
        "No auditors are enrolled, so no recording could ever be opened and no session starts. " +
          "Make keys with `scripts/recordings auditor-key` and an auditor set with `scripts/recordings auditor-set`, " +
          `put it at ${data.auditorSet}, and start again. To try things out, use --demo.`,
      );
    } else if (options.recorders === 0) {
      const recordings = createRecordings(systemPorts(process.stderr), {
        portalUrl: urls.operationsUrl,
        portalToken: data.secrets.recorderToken,
        archiveDirectory: data.archive(0),
        auditorSetFile: data.auditorSet,
        capacity: 200,
      });
      await recordings.start();
      recorderParts.push(recordings);
    } else {
      for (let number = 1; number <= options.recorders; number++) {
        const child = startRecorderProcess({
          operationsUrl: urls.operationsUrl,
          token: data.secrets.recorderToken,
          archive: data.archive(number),
          auditorSet: data.auditorSet,
          operationsPort: options.port + 2 + number,
        });
        recorderParts.push({ stop: () => stopRecorderProcess(child) });
        if (child.pid !== undefined) recorders.push({ pid: child.pid, archive: data.archive(number) });
      }
    }
    if (existsSync(data.auditorSet))
      await untilConnected(`${urls.operationsUrl}/readyz`, Math.max(1, options.recorders));

    const accounts = await makeAccounts(portal, options.demo);
    const summary: SystemSummary = {
      portal: urls.publicUrl,
      viewer: urls.staffUrl,
      desk: null,
      operations: urls.operationsUrl,
      accounts,
      auditors,
      recorders,
      warnings:
        auditors.length > 0 ? [...warnings, "Demo accounts and demo auditor keys: not for real customers."] : warnings,
    };
    return { summary, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
