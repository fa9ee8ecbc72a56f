import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { recordingsCommand } from "../src/auditor.ts";
import type { KeptReceipt } from "../src/customer.ts";
import { openRecording } from "../src/open-recording.ts";
import { type PlayedSession, playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

const run = promisify(execFile);
const endWithinMs = 10_000;
/** What is measured is when the customer's program stopped; the pages may say so later on a busy machine. */
const shownWithinMs = 60_000;

async function playOnNewScreen(server: Server, account = 0) {
  const display = await startVirtualDisplay();
  const target = await TargetWindow.open(display, { moving: true });
  const session = await playSession(server, display, "control", account);
  return {
    ...session,
    stop: async () => {
      await session.stop();
      await target.stop();
      await display.stop();
    },
  };
}

test("promise 6: the recording server is killed in mid-session", async () => {
  const server = await Server.start({ recorders: 1, restarts: false });
  let after: Server | undefined;
  let kept: KeptReceipt;
  try {
    const session = await playOnNewScreen(server);
    try {
      await session.technician.page.waitForTimeout(4_000);
      const [recorder] = server.summary.recorders;
      process.kill(recorder?.pid ?? 0, "SIGKILL");
      const killedAt = Date.now();
      const [reason, words] = await Promise.all([
        session.technician.endReason(shownWithinMs),
        session.customer.endText(shownWithinMs),
      ]);
      expect(await stoppedAt(session)).toBeLessThan(killedAt + endWithinMs);
      expect(["recorder_lost", "recording_not_durable"]).toContain(reason);
      expect(words).toMatch(/Aufzeichnung/);
      // Its recorder is gone, and so there is no receipt; number and code stand there all the same.
      kept = await session.customer.receipt(60_000);
      expect(kept.state).toBe("missing");
    } finally {
      await session.stop();
    }
    const file = await onlyRecording(server);
    const before = await recordingsCommand("verify", file);
    expect(before.code, "cut off in the middle, it does not pass as complete").toBe(1);

    await server.halt();
    after = await Server.start({ recorders: 1, dataDir: server.dataDir });
    const recovered = await recordingsCommand("verify", file);
    expect(recovered.output).toMatch(/recovered/);
    expect(recovered.code).toBe(2);
    const opened = await openRecording(after, kept);
    expect(opened.records.some(({ kind }) => kind === RecordKind.rtpFromCustomer)).toBe(true);
  } finally {
    await after?.halt();
    await server.stop();
  }
});

test("promise 6: a disk is full, and sessions on another disk go on", async () => {
  let smallDisk = "";
  const server = await Server.start({
    recorders: 2,
    env: { FERNDIAGNOSE_ARCHIVE_RESERVE_MIB: "1" },
    prepare: async (dataDir) => {
      smallDisk = path.join(dataDir, "recordings", "archive-1");
      await mkdir(smallDisk, { recursive: true });
      await run("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", smallDisk]);
    },
  });
  try {
    const sessions = [await playOnNewScreen(server, 0), await playOnNewScreen(server, 1)];
    try {
      await writeFile(path.join(smallDisk, "ballast"), Buffer.alloc(32 * 1024 * 1024)).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOSPC") throw error;
        },
      );
      const fullAt = Date.now();
      const ended = await Promise.race(
        sessions.map(async (session) => {
          await session.technician.endReason(shownWithinMs);
          return session;
        }),
      );
      expect(await stoppedAt(ended)).toBeLessThan(fullAt + endWithinMs);
      const other = sessions.find((session) => session !== ended);
      // Whichever is quicker: the look at the disk, or the write that fails.
      expect(["recorder_disk_full", "recording_not_durable"]).toContain(await ended.technician.endReason());
      expect(await ended.customer.endText()).toMatch(/Aufzeichnung/);

      await other?.technician.page.waitForTimeout(3_000);
      expect(await other?.technician.page.locator('[data-screen="picture"]').count()).toBe(1);
      await expect.poll(() => other?.technician.countFrames(2_000), { timeout: 20_000 }).toBeGreaterThan(10);
      await other?.customer.pressOff();
      expect(await other?.technician.endReason()).toBe("customer_off");
    } finally {
      await Promise.all(sessions.map((session) => session.stop()));
    }
  } finally {
    await server.halt();
    await rm(path.join(smallDisk, "ballast"), { force: true });
    await run("umount", [smallDisk]);
    await server.stop();
  }
});

async function stoppedAt({ customer }: PlayedSession): Promise<number> {
  return Number((await customer.logged("session.stopped"))["time"]);
}

async function onlyRecording(server: Server): Promise<string> {
  const { stdout } = await run("find", [...server.archives, "-name", "*.fdr"]);
  const files = stdout.trim().split("\n");
  expect(files).toHaveLength(1);
  return files[0] ?? "";
}
