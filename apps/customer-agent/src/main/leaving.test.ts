import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test, vi } from "vitest";
import { Leaving } from "./leaving.ts";
import type { ProgramKind, Removal } from "./removal/removal.ts";

/** A busy machine needs longer than a second. */
const patience = { timeout: 20_000 };

let clock: FakeClock;
let left: string[];
let calls: string[];
let quits: number;
let hasShortcut: boolean;
let copied: Promise<void>;
let when: "now" | "after_exit";

beforeEach(() => {
  clock = new FakeClock(0);
  left = [];
  calls = [];
  quits = 0;
  hasShortcut = false;
  copied = Promise.resolve();
  when = "now";
});

function leavingOf(kind: ProgramKind): Leaving {
  const removal: Removal = {
    kind,
    remove: async () => {
      calls.push("remove");
      return { left, when };
    },
    keep: async () => {
      calls.push("keep");
      await copied;
      return { kept: left.length === 0, left };
    },
    shortcut: {
      isPresent: () => hasShortcut,
      set: async (present) => {
        hasShortcut = present;
      },
    },
  };
  const quit = () => {
    quits++;
  };
  return new Leaving({ clock, log: { info: () => {}, warn: () => {} }, removal, onChange: () => {}, quit });
}

const inState = (leaving: Leaving, state: string) =>
  vi.waitFor(() => expect(leaving.view?.state).toBe(state), patience);

test("a downloaded program takes itself away when it is left after a session, shows that, and closes", async () => {
  const leaving = leavingOf("portable");
  leaving.leave(true);
  expect(leaving.view?.state).toBe("removing");
  await inState(leaving, "removed");
  expect(quits).toBe(0);
  clock.advance(8_000);
  expect(quits).toBe(1);
});

test("where a running program's files cannot go yet, nobody is told that they have gone", async () => {
  const now = leavingOf("portable");
  await now.remove();
  expect(now.view).not.toHaveProperty("afterExit");
  when = "after_exit";
  const later = leavingOf("portable");
  await later.remove();
  expect(later.view).toMatchObject({ state: "removed", afterExit: true });
});

test("what could not be removed is named, and stays until the customer closes", async () => {
  left = ["/home/k/Downloads/Ferndiagnose"];
  const leaving = leavingOf("portable");
  leaving.leave(true);
  await inState(leaving, "failed");
  expect(leaving.view?.left).toEqual(left);
  clock.advance(60_000);
  expect(quits).toBe(0);
  leaving.leave(true);
  expect([quits, calls]).toEqual([1, ["remove"]]);
});

test("what could not be removed, or kept, can be tried again", async () => {
  left = ["/home/k/Ferndiagnose"];
  const leaving = leavingOf("portable");
  await leaving.keep();
  expect(leaving.view?.state).toBe("offered");
  await leaving.remove();
  expect(leaving.view?.state).toBe("failed");
  left = [];
  await leaving.remove();
  expect(leaving.view).toMatchObject({ state: "removed", left: [] });
});

test("kept, it stays", async () => {
  const leaving = leavingOf("portable");
  await leaving.keep();
  expect(leaving.view?.state).toBe("kept");
  leaving.leave(true);
  expect([quits, calls]).toEqual([1, ["keep"]]);
});

test("while it is being kept nothing else happens to it, and leaving waits", async () => {
  let finish = () => {};
  copied = new Promise((resolve) => {
    finish = resolve;
  });
  const leaving = leavingOf("portable");
  void leaving.keep();
  void leaving.keep();
  await leaving.remove();
  leaving.leave(true);
  const beforeQuit = leaving.beforeQuit();
  expect([quits, calls]).toEqual([0, ["keep"]]);
  finish();
  await beforeQuit;
  await vi.waitFor(() => expect(quits).toBe(1), patience);
  expect([leaving.view?.state, calls]).toEqual(["kept", ["keep"]]);
});

test.each(["installed", "checkout"] as const)("%s: leaving removes nothing", (kind) => {
  const leaving = leavingOf(kind);
  leaving.leave(true);
  expect([quits, calls]).toEqual([1, []]);
  expect(leaving.view?.kind).toBe(kind === "checkout" ? undefined : kind);
});

test("removal is due once, and only of a downloaded program", async () => {
  expect(leavingOf("installed").isDue).toBe(false);
  const leaving = leavingOf("portable");
  expect(leaving.isDue).toBe(true);
  await leaving.remove();
  expect(leaving.isDue).toBe(false);
});

test("before there was a session nothing is removed", () => {
  leavingOf("portable").leave(false);
  expect([quits, calls]).toEqual([1, []]);
});

test("an installed program goes when the customer says so, and its shortcut comes and goes", async () => {
  const leaving = leavingOf("installed");
  await leaving.setShortcut(true);
  expect(leaving.view?.shortcut).toBe(true);
  await leaving.remove();
  expect(leaving.view?.state).toBe("removed");
});
