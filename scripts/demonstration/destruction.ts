import { writeFileSync } from "node:fs";
import path from "node:path";
import { type KeptReceipt, recordingsCommandWith } from "@ferndiagnose/e2e";
import { RecordingStatus, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import { launchChromium } from "@ferndiagnose/testkit";
import { fileOf, type Stage } from "./stage.ts";
import { expectThat } from "./steps.ts";

const dayMs = 86_400_000;
/** The jump of the clock is believed once the witness agrees. */
const destroyedWithinMs = 150_000;

/** Day 89 on a test clock: the recording goes, and anybody can check that it is gone. */
export async function showDestruction(stage: Stage, { number }: KeptReceipt): Promise<void> {
  const { server, steps } = stage;
  await steps.take("89 days pass; the recording is destroyed", async () => {
    await server.moveClock(89 * dayMs + 60_000);
    const giveUpAt = Date.now() + destroyedWithinMs;
    for (;;) {
      const { state, destroyedAt } = await statusOf(stage, number);
      if (state === "destroyed") return `destroyed on ${new Date(destroyedAt ?? 0).toISOString().slice(0, 10)}`;
      expectThat(Date.now() < giveUpAt, `It is still ${state}.`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  });
  await steps.take("The deletion certificate holds, checked without asking anybody", async () => {
    const answer = await fetch(`${server.summary.desk}/api/v1/recordings/${number}/certificate`);
    const certificate = SignedDeletionCertificate.parse(await answer.json());
    const file = fileOf(stage, "certificate.json");
    writeFileSync(file, `${JSON.stringify(certificate, null, 2)}\n`);
    const trust = path.join(server.archives[0] ?? "", "certificates", "trust.json");
    const { code, output } = await recordingsCommandWith(
      { ...process.env, ...server.clockEnvironment },
      ...["verify-certificate", file, "--trust", trust],
    );
    expectThat(code === 0, output);
    return output.trim().split("\n")[0] ?? "";
  });
  await steps.take("The receipt's page says so too", async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ locale: "de-DE", viewport: { width: 1280, height: 900 } });
      await page.goto(`${server.summary.portal}/receipt#${number}`);
      await page.locator('[data-status="destroyed"]').waitFor();
      await page.screenshot({ path: fileOf(stage, "destroyed.png") });
    } finally {
      await browser.close();
    }
  });
}

async function statusOf({ server }: Stage, number: string): Promise<RecordingStatus> {
  const answer = await fetch(`${server.summary.portal}/api/v1/receipts/${number}`);
  return RecordingStatus.parse(await answer.json());
}
