/**
 * scripts/demo [--out DIR]
 *
 * A whole session on a virtual screen with the real programs, from the key to the destruction on day 89: session, receipt, complaint,
 * two auditors, playback, certificate. Leaves pictures, files and a summary in DIR and says what it saw.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Server } from "@ferndiagnose/e2e";
import { showComplaint } from "../demonstration/complaint.ts";
import { showDestruction } from "../demonstration/destruction.ts";
import { showSession } from "../demonstration/session.ts";
import { Steps } from "../demonstration/steps.ts";
import { build } from "../system/build.ts";

async function show(out: string, steps: Steps): Promise<void> {
  const closers: (() => Promise<unknown>)[] = [];
  const opened = <Opened>(value: Opened, close: (value: Opened) => Promise<unknown>): Opened => {
    closers.push(() => close(value));
    return value;
  };
  try {
    const server = await steps.take("Start portal, recording server, key warden and witness", async () =>
      opened(await Server.start({ testClock: true }), (value) => value.stop()),
    );
    const stage = { server, steps, out, opened };
    const receipt = await showSession(stage);
    await showComplaint(stage, receipt);
    await showDestruction(stage, receipt);
  } finally {
    const ok = steps.done.every((step) => step.ok);
    writeFileSync(path.join(out, "summary.json"), `${JSON.stringify({ ok, steps: steps.done }, null, 2)}\n`);
    for (const close of closers.reverse()) await close().catch((error: unknown) => console.error(error));
  }
}

const { values } = parseArgs({ options: { out: { type: "string", default: "demo" } } });
const out = path.resolve(values.out);
mkdirSync(out, { recursive: true });
await build(["rescue-portal", "apps/agent-viewer", "apps/customer-agent"]);
const steps = new Steps();
try {
  await show(out, steps);
  console.log(`\n${steps.done.length} steps, all as promised. See ${out}`);
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
