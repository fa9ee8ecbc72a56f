import { NO_RIGHTS, type Rights } from "@ferndiagnose/protocol";
import { FakeClock } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { InputGuard } from "./input-guard.ts";

const view = { kind: "screen", number: 1, of: 1 } as const;
const ownWindow = { x: 100, y: 0, width: 200, height: 64 };

let clock: FakeClock;
let rights: Rights;
let frozen: boolean;
let focused: boolean;
let windowsOnly: boolean;
let shownFocus: boolean;
let heldKeys: string[];
let injected: string[];
let guard: InputGuard;

beforeEach(() => {
  clock = new FakeClock(0);
  rights = { view, control: true };
  frozen = false;
  focused = false;
  windowsOnly = false;
  shownFocus = true;
  heldKeys = [];
  injected = [];
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void injected.push([name, ...values].join(" "));
  guard = new InputGuard({
    clock,
    injector: {
      inTurn: (act) => act(),
      moveTo: note("move"),
      button: note("button"),
      release: note("release"),
      wheel: note("wheel"),
      key: note("key"),
      text: note("text"),
      releaseAll: note("releaseAll"),
    },
    effectiveRights: () => (frozen ? NO_RIGHTS : rights),
    isFrozen: () => frozen,
    shownArea: () => ({ x: 0, y: 0, width: 1_000, height: 500 }),
    isOwnWindowAt: (x, y) =>
      x >= ownWindow.x && x < ownWindow.x + ownWindow.width && y >= ownWindow.y && y < ownWindow.y + ownWindow.height,
    hasOwnWindowFocus: () => focused,
    isShownAt: (x) => !windowsOnly || x >= 500,
    hasShownFocus: () => !windowsOnly || shownFocus,
    areWindowsShown: () => windowsOnly,
    heldKeys: () => heldKeys,
  });
});

function send(message: object, label: "pointer" | "input" = "input"): void {
  guard.handleChannelText(label, JSON.stringify(message));
}

const elsewhere = { x: 0.5, y: 0.5 };
const onOwnWindow = { x: 0.15, y: 0.05 };
const everyKind = [
  { type: "button", ...elsewhere, button: "left", down: true },
  { type: "wheel", ...elsewhere, dx: 0, dy: 1 },
  { type: "key", code: "KeyA", down: true },
  { type: "text", text: "a" },
  { type: "release_all" },
];

test("with control, each kind is injected at its pixel", () => {
  send({ type: "move", ...elsewhere }, "pointer");
  for (const message of everyKind) send(message);
  expect(injected).toEqual([
    "move 500 250",
    "button 500 250 left true",
    "wheel 500 250 0 1",
    "key KeyA true",
    "text a",
    "releaseAll",
  ]);
});

test("view only and frozen mean that nothing is injected", () => {
  rights = { view, control: false };
  for (const message of everyKind) send(message);
  expect(guard.refusals).toEqual(new Map([["input_not_granted", 5]]));
  rights = { view, control: true };
  frozen = true;
  for (const message of everyKind) send(message);
  expect(guard.refusals.get("input_frozen")).toBe(5);
  expect(injected).toEqual([]);
});

test("F11 is refused whatever is granted", () => {
  send({ type: "key", code: "F11", down: true });
  send({ type: "key", code: "F11", down: false });
  expect(injected).toEqual([]);
});

test("nothing reaches our own windows: not by pointer, not by keyboard", () => {
  send({ type: "move", ...onOwnWindow }, "pointer");
  send({ type: "button", ...onOwnWindow, button: "left", down: true });
  send({ type: "wheel", ...onOwnWindow, dx: 0, dy: 1 });
  focused = true;
  send({ type: "key", code: "Enter", down: true });
  send({ type: "text", text: " " });
  expect(injected).toEqual([]);
  expect(guard.refusals).toEqual(new Map([["input_on_own_window", 5]]));
});

test("a button pressed elsewhere can be let go of over our window, without going there", () => {
  send({ type: "button", ...onOwnWindow, button: "left", down: false });
  focused = true;
  send({ type: "key", code: "KeyA", down: false });
  expect(injected).toEqual(["release left", "key KeyA false"]);
});

test("more than a thousand messages a second are too many", () => {
  for (let count = 0; count < 1_200; count++) send({ type: "move", ...elsewhere }, "pointer");
  expect(injected).toHaveLength(1_000);
  expect(guard.refusals.get("input_too_fast")).toBe(200);
  clock.advance(1_000);
  send({ type: "move", ...elsewhere }, "pointer");
  expect(injected).toHaveLength(1_001);
});

test("malformed texts are refused and nothing dies", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json()),
      fc.constantFrom("pointer" as const, "input" as const),
      (text, label) => {
        clock.advance(1_000);
        guard.handleChannelText(label, text);
      },
    ),
    { numRuns: 10_000 },
  );
  send({ type: "move", x: 1, y: 0 }, "pointer");
  send({ type: "move", ...elsewhere }, "input");
  expect(injected).toEqual([]);
});

test("single windows: input only where one of them is on top, keys only while one has the focus", () => {
  windowsOnly = true;
  const beside = { x: 0.4, y: 0.9 };
  send({ type: "button", ...beside, button: "left", down: true });
  send({ type: "wheel", ...beside, dx: 0, dy: 1 });
  send({ type: "move", ...beside }, "pointer");
  expect(injected).toEqual([]);
  send({ type: "button", x: 0.6, y: 0.9, button: "left", down: true });
  send({ type: "button", ...beside, button: "left", down: false });
  expect(injected).toEqual(["button 600 450 left true", "release left"]);
  shownFocus = false;
  send({ type: "key", code: "KeyA", down: true });
  send({ type: "text", text: "a" });
  expect(guard.refusals.get("input_outside_view")).toBe(5);
  send({ type: "key", code: "KeyA", down: false });
  expect(injected.at(-1)).toBe("key KeyA false");
});

test("single windows: no key leads out of them", () => {
  windowsOnly = true;
  const press = (code: string, ...held: string[]) => {
    heldKeys = held;
    injected.length = 0;
    send({ type: "key", code, down: true });
    return injected.length > 0;
  };
  expect(press("MetaLeft")).toBe(false);
  expect(press("Tab", "AltLeft")).toBe(false);
  expect(press("F4", "AltLeft")).toBe(false);
  expect(press("F2", "ControlLeft", "AltLeft")).toBe(false);
  expect(press("Escape", "ControlLeft")).toBe(false);
  expect(press("KeyQ", "AltRight")).toBe(true);
  expect(press("KeyQ", "ControlLeft", "AltRight")).toBe(true);
  for (const code of ["KeyT", "Delete", "Backspace", "ArrowRight"])
    expect(press(code, "ControlRight", "AltRight"), code).toBe(false);
  expect(press("KeyC", "ControlLeft")).toBe(true);
  expect(press("Tab")).toBe(true);
  windowsOnly = false;
  expect(press("Tab", "AltLeft")).toBe(true);
});
