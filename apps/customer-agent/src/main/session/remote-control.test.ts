import type { Rights } from "@ferndiagnose/protocol";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test, vi } from "vitest";
import { RemoteControl } from "./remote-control.ts";

/** A busy machine needs longer than a second. */
const patience = { timeout: 20_000 };

let clock: FakeClock;
let hasFocus: boolean;
let windowsOnly: boolean;
let typing: AbortSignal | undefined;
let held: number;
let injected: string[];
let isOwnWindowThere: boolean;
let finishTyping: () => void;
let control: RemoteControl;

beforeEach(() => {
  clock = new FakeClock(0);
  hasFocus = true;
  windowsOnly = true;
  typing = undefined;
  held = 0;
  injected = [];
  isOwnWindowThere = false;
  const rights: Rights = { view: { kind: "all_screens" }, control: true };
  control = new RemoteControl({
    clock,
    log: { info: () => {}, warn: () => {} },
    openInput: () => ({
      moveTo: () => {},
      button: (button, down) => void injected.push(`${button} ${down ? "down" : "up"}`),
      wheel: () => {},
      key: (code, down) => {
        injected.push(`${code} ${down ? "down" : "up"}`);
        return code !== "Unknown";
      },
      typeText: (_text, signal) => {
        typing = signal;
        return new Promise((resolve) => {
          finishTyping = resolve;
          signal.addEventListener("abort", () => resolve());
        });
      },
      close: () => {},
    }),
    effectiveRights: () => rights,
    isFrozen: () => false,
    shownArea: () => ({ x: 0, y: 0, width: 100, height: 100 }),
    isShownAt: () => true,
    hasShownFocus: () => hasFocus,
    areWindowsShown: () => windowsOnly,
    isOwnWindowAt: () => isOwnWindowThere,
    hasOwnWindowFocus: () => false,
    onHeld: () => {
      held++;
    },
    onFailed: () => {},
  });
});

const say = (message: object) => control.guard.handleChannelText("input", JSON.stringify(message));

test("a text stops when a window that is not shown takes the focus", async () => {
  say({ type: "text", text: "a long text" });
  await vi.waitFor(() => expect(typing).toBeDefined(), patience);
  clock.advance(500);
  expect(typing?.aborted).toBe(false);
  hasFocus = false;
  clock.advance(50);
  expect(typing?.aborted).toBe(true);
});

test("where whole screens are shown, every window may take it", async () => {
  windowsOnly = false;
  say({ type: "text", text: "a long text" });
  await vi.waitFor(() => expect(typing).toBeDefined(), patience);
  hasFocus = false;
  clock.advance(500);
  expect(typing?.aborted).toBe(false);
});

test("what is held down is known, and counts as injected as long as it is", () => {
  expect(control.lastInjectionMs).toBe(Number.NEGATIVE_INFINITY);
  say({ type: "key", code: "KeyA", down: true });
  say({ type: "key", code: "KeyA", down: true });
  expect([control.held.keys, held]).toEqual([["KeyA"], 1]);
  clock.advance(5_000);
  expect(control.lastInjectionMs).toBe(5_000);
  control.releaseAll();
  clock.advance(5_000);
  expect(control.lastInjectionMs).toBe(5_000);
  expect([control.held.keys, held]).toEqual([[], 2]);
});

test("what waits for a text is judged when its turn comes: a question of ours may have appeared there", async () => {
  const click = { type: "button", x: 0.5, y: 0.5, button: "left", down: true };
  say({ type: "text", text: "a long text" });
  say(click);
  isOwnWindowThere = true;
  finishTyping();
  await vi.waitFor(() => expect(control.guard.refusals.get("input_on_own_window")).toBe(1), patience);
  expect(injected).toEqual([]);
  isOwnWindowThere = false;
  say({ type: "text", text: "another" });
  say(click);
  finishTyping();
  await vi.waitFor(() => expect(injected).toEqual(["left down"]), patience);
});

test("a held Alt that rests while a text is typed leads out of the windows no more than before", async () => {
  say({ type: "key", code: "AltLeft", down: true });
  say({ type: "text", text: "a long text" });
  say({ type: "key", code: "Tab", down: true });
  finishTyping();
  await vi.waitFor(() => expect(control.guard.refusals.get("input_outside_view")).toBe(1), patience);
  expect(injected).toEqual(["AltLeft down", "AltLeft up", "AltLeft down"]);
});
