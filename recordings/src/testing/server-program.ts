import { fileURLToPath } from "node:url";
import { ChildProgram } from "@ferndiagnose/testkit";
import { expect } from "vitest";
import type { TestSite } from "./test-site.ts";

export const mainProgram = fileURLToPath(new URL("../main.ts", import.meta.url));

/** The real recording server as a process of its own. */
export function startServerProgram(site: TestSite, portalUrl: string, operationsPort: number): Promise<ChildProgram> {
  const env = { ...site.environment(portalUrl), FERNDIAGNOSE_RECORDER_OPERATIONS_PORT: String(operationsPort) };
  return ChildProgram.start({ command: process.execPath, args: [mainProgram], env });
}

/** Resolves when the server whose operations port this is would arm a session. */
export async function serverReady(operationsPort: number): Promise<void> {
  const status = async () => (await fetch(`http://127.0.0.1:${operationsPort}/readyz`).catch(() => undefined))?.status;
  await expect.poll(status, { timeout: 120_000 }).toBe(200);
}
