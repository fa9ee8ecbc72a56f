import { policy } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CpuLoad, median, notePresses, pressedAt, worst } from "./local-effect.ts";
import { patience, Stage } from "./stage.ts";

type Kind = "control" | "pause" | "view";

/** From the press as the page hears of it, and from its arrival in the main process, until nothing passes any more. */
interface Effect {
  readonly kind: Kind;
  readonly sincePressMs: number;
  readonly localMs: number;
  readonly replaced: boolean;
}

let stage: Stage;
let status: Page;

beforeAll(async () => {
  stage = await Stage.setUp();
});

beforeEach(async ({ onTestFailed }) => {
  onTestFailed(() => console.info(stage.program.logLines.slice(-20)));
  await begin();
});

afterAll(() => stage?.close());

async function begin(): Promise<void> {
  await stage.startProgram();
  status = await stage.goLive("Zusehen und bedienen");
  await notePresses(status);
}

const press = (name: string) => status.getByRole("button", { name }).click();
const mode = (name: string) => status.getByRole("radio", { name }).click();
const restrictions = () => stage.program.allLogged("rights.restricted");
const isWatched = () => expect.poll(() => status.locator('[data-state="seen"]').count(), patience).toBe(1);

const acts: Readonly<Record<Kind, { take: () => Promise<void>; giveBack: () => Promise<void> }>> = {
  control: { take: () => mode("Nur zusehen"), giveBack: () => mode("Bedienen") },
  pause: { take: () => press("Pause"), giveBack: () => press("Weiter zeigen") },
  view: {
    take: () => press("Was gezeigt wird"),
    giveBack: () => stage.program.steps.getByRole("button", { name: "Alles lassen, wie es ist" }).click(),
  },
};

async function restrict(kind: Kind): Promise<Effect> {
  const before = restrictions().length;
  await acts[kind].take();
  await expect.poll(() => restrictions().length, patience).toBe(before + 1);
  const line = restrictions()[before] ?? {};
  expect(line["what"]).toBe(kind);
  const sincePressMs = Number(line["time"]) - (await pressedAt(status));
  const localMs = Math.max(Number(line["inputStoppedMs"] ?? 0), Number(line["pictureStoppedMs"] ?? 0));
  return { kind, sincePressMs, localMs, replaced: line["replaced"] === true };
}

function report(name: string, effects: readonly Effect[]): void {
  const local = effects.map(({ localMs }) => localMs);
  const pressed = effects.map(({ sincePressMs }) => sincePressMs);
  figure(`promise 4, ${name}: restrictions`, effects.length);
  figure(`promise 4, ${name}: local effect, median and worst (ms)`, `${median(local)} and ${worst(local)}`);
  figure(`promise 4, ${name}: from the press on, median and worst (ms)`, `${median(pressed)} and ${worst(pressed)}`);
  expect(worst(local)).toBeLessThan(policy.STOP_WITHIN_MS);
}

async function rounds(count: number, around: (effect: () => Promise<Effect>) => Promise<Effect>): Promise<Effect[]> {
  const kinds = ["control", "pause", "view"] as const;
  const effects: Effect[] = [];
  for (let round = 0; round < count; round++) {
    const kind = kinds[round % kinds.length] ?? "pause";
    await isWatched();
    effects.push(await around(() => restrict(kind)));
    await acts[kind].giveBack();
  }
  return effects;
}

test("what the customer takes back is gone at once, also under load and with a server that hangs", async () => {
  const count = amount({ quick: 3, long: 51 });
  report("nothing else to do", await rounds(count, (effect) => effect()));
  const load = await CpuLoad.start();
  try {
    report("CPU load 2.0", await rounds(count, (effect) => effect()));
  } finally {
    await load.stop();
  }
  const withServerHung = await rounds(count, async (effect) => {
    stage.portal.hang();
    const seen = await effect();
    stage.portal.recover();
    stage.portal.send({ type: "heartbeat", heartbeat: stage.portal.heartbeat() });
    return seen;
  });
  report("server stopped", withServerHung);
});

test("a picture's process that does not react is replaced, and the picture comes back only when wanted", async () => {
  const kinds = ["pause", "view"] as const;
  const count = amount({ quick: kinds.length, long: 51 });
  // The fourth replacement within a minute would rightly end the session.
  const inOneSession = 3;
  const effects: Effect[] = [];
  for (let round = 0; round < count; round++) {
    const kind = kinds[round % kinds.length] ?? "pause";
    if (round > 0 && round % inOneSession === 0) {
      await begin();
    }
    await isWatched();
    stage.freeze(await stage.program.processOf("capture"));
    effects.push(await restrict(kind));
    expect(effects.at(-1)?.replaced).toBe(true);
    expect(stage.program.logged("session.stopped")).toBeUndefined();
    await acts[kind].giveBack();
  }
  report("renderer stopped", effects);
  await isWatched();
  await expect.poll(() => stage.other.readPattern(), patience).toBeDefined();
});
