import { LastWord } from "@ferndiagnose/protocol/ipc";
import { schemaExamples } from "@ferndiagnose/protocol/testing";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { Program, type ProgramPorts, type ProgramStart } from "./program.ts";
import type { ProgramKind } from "./removal/removal.ts";
import type { StepsContent } from "./session/session-ports.ts";
import type { SocketEvents } from "./signalling/open-socket.ts";

const invitation = {
  sessionId: "a".repeat(20),
  resumeToken: "b".repeat(43),
  checkCode: "4711",
  technicianName: "Technik 7",
  organisation: "Beispiel-Netze GmbH",
  termsVersion: "2026-11-01.1",
  privacyVersion: "2026-11-01.1",
  retentionDays: 90,
};
const lastWord = LastWord.parse(schemaExamples.find(({ name }) => name === "LastWord")?.examples[0]);
let socket: SocketEvents;
let step: StepsContent["step"] | undefined;
let shown: StepsContent | undefined;
let calls: string[];

beforeEach(() => {
  calls = [];
  step = undefined;
});

/** Everything a program without a picture needs; nothing else is there. */
function programOf(kind: ProgramKind, other: Partial<ProgramStart> = {}): Program {
  const done = (name: string) => async () => {
    calls.push(name);
    return { left: ["x"], when: "now" as const, kept: false };
  };
  const shortcut = { isPresent: () => false, set: async () => void calls.push("shortcut") };
  const ports = {
    clock: new FakeClock(0),
    log: { info: () => {}, warn: () => {} },
    carriedVersions: { terms: invitation.termsVersion, privacy: invitation.privacyVersion },
    removal: { kind, remove: done("remove"), keep: done("keep"), shortcut },
    openSocket: (_url: string, events: SocketEvents) => {
      socket = events;
      return { send: () => {}, ping: () => {}, close: () => {}, terminate: () => {} };
    },
    startWatchdog: () => ({ isAwake: true, tell: () => {}, close: () => {} }),
    heir: { tell: () => {}, dismiss: () => {} },
    holdF11: () => "held",
    releaseF11: () => {},
    showSteps: (content: StepsContent) => {
      step = content.step;
      shown = content;
    },
    closeStatus: () => {},
    quit: () => void calls.push("quit"),
  };
  const program = new Program(ports as unknown as ProgramPorts, {
    ...{ portal: new URL("https://help.example"), key: "" },
    ...other,
  });
  program.start();
  return program;
}

test("ends the session of the process before it, with number and code; no key is taken meanwhile", async () => {
  const program = programOf("checkout", { lastWord });
  await expect.poll(() => shown?.step).toBe("ended");
  const { complaintCode } = lastWord;
  const receipt = { state: "waiting", complaintCode, number: lastWord.invitation.sessionId };
  expect(shown).toMatchObject({ reason: "program_failed", receipt });
  program.offerKey("7654321", undefined);
  program.handleStepsAction({ type: "submit_key", key: "7654321" });
  expect(shown?.step).toBe("ended");
  program.handleStepsAction({ type: "leave" });
  expect(shown).toMatchObject({ receipt: { leaving: true } });
  program.dispose();
});

const isAsking = () => shown?.step === "ended" && shown.receipt?.leaving === true;

test.each(["portable", "installed"] as const)(
  "%s: a receipt that nobody kept is asked about before the program removes itself",
  async (kind) => {
    const program = programOf(kind, { lastWord });
    await expect.poll(() => shown?.step).toBe("ended");
    program.handleStepsAction({ type: "remove_program" });
    expect([calls, isAsking()]).toEqual([[], true]);
    program.handleStepsAction({ type: "leave" });
    expect([calls, isAsking()]).toEqual([["remove"], false]);
    program.dispose();
  },
);

test("installed: whoever first wanted to remove it, and then only leaves, keeps it", async () => {
  const program = programOf("installed", { lastWord });
  await expect.poll(() => shown?.step).toBe("ended");
  program.handleStepsAction({ type: "remove_program" });
  program.handleStepsAction({ type: "stay" });
  program.handleStepsAction({ type: "leave" });
  expect([calls, isAsking()]).toEqual([["quit"], false]);
  program.dispose();
});

const actions = [
  { type: "remove_program" },
  { type: "keep_program" },
  { type: "set_shortcut", present: true },
] as const;

/** What became of each of them on this page. */
async function doAll(program: Program): Promise<string[]> {
  calls = [];
  for (const action of actions) {
    program.handleStepsAction(action);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return calls;
}

async function join(program: Program): Promise<void> {
  program.handleStepsAction({ type: "submit_key", key: "123 45 67" });
  socket.onOpen();
  socket.onText(JSON.stringify({ type: "joined", invitation }));
  expect(step).toBe("who");
}

test.each([
  { kind: "portable", first: [], last: ["remove", "shortcut"] },
  { kind: "installed", first: ["remove", "shortcut"], last: ["remove", "shortcut"] },
] as const)("$kind: only a page with a button for it removes the program", async ({ kind, first, last }) => {
  expect(await doAll(programOf(kind))).toEqual(first);
  const program = programOf(kind);
  await join(program);
  expect(await doAll(program)).toEqual([]);
  program.handleStepsAction({ type: "refuse_consent" });
  await expect.poll(() => step).toBe("ended");
  expect(await doAll(program)).toEqual(last);
});

test("kept on the last page, and on no other", async () => {
  const program = programOf("portable");
  program.handleStepsAction({ type: "keep_program" });
  await join(program);
  program.handleStepsAction({ type: "keep_program" });
  expect(calls).toEqual([]);
  program.handleStepsAction({ type: "refuse_consent" });
  await expect.poll(() => step).toBe("ended");
  program.handleStepsAction({ type: "keep_program" });
  expect(calls).toEqual(["keep"]);
  program.dispose();
});
