import type { InputMessage } from "@ferndiagnose/protocol";
import { beforeEach, expect, test } from "vitest";
import { MouseCapture } from "./mouse-capture.ts";

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
let sent: unknown[];
let mouse: MouseCapture;

/** A picture of 100 by 100 at the corner of the page. */
function placeOf({ clientX, clientY }: { clientX: number; clientY: number }, clamp: boolean) {
  const isInside = clientX >= 0 && clientX < 100 && clientY >= 0 && clientY < 100;
  if (!isInside && !clamp) return undefined;
  return { x: Math.min(99, Math.max(0, clientX)) / 100, y: Math.min(99, Math.max(0, clientY)) / 100 };
}

beforeEach(() => {
  sent = [];
  mouse = new MouseCapture({
    placeOf,
    beforeButton: ({ ctrlKey }) => {
      if (ctrlKey) sent.push("ctrl");
    },
    sink: {
      move: (x, y) => sent.push(["move", x, y]),
      send: (message: InputMessage) => sent.push(message) > 0,
    },
  });
});

const at = (clientX: number, clientY: number, more = {}) => ({
  ...none,
  clientX,
  clientY,
  button: 0,
  buttons: 0,
  ...more,
});
const moved = (clientX: number, clientY: number) => at(clientX, clientY, { button: -1 });

test("all five buttons by name, with their place", () => {
  for (const button of [0, 1, 2, 3, 4]) mouse.handleDown(at(50, 20, { button }));
  expect(sent).toEqual(
    ["left", "middle", "right", "back", "forward"].map((button) => ({
      type: "button",
      x: 0.5,
      y: 0.2,
      button,
      down: true,
    })),
  );
  expect(mouse.handleDown(at(50, 20, { button: 5 }))).toBe(false);
});

test("beside the picture nothing happens", () => {
  mouse.handleMove(moved(150, 20));
  expect(mouse.handleDown(at(150, 20))).toBe(false);
  expect(mouse.handleUp(at(150, 20))).toBe(false);
  expect(sent).toEqual([]);
});

test("a drag goes on at the picture's edge and is let go there", () => {
  mouse.handleDown(at(50, 50));
  mouse.handleMove(moved(500, 50));
  mouse.handleUp(at(500, -30));
  expect(sent.slice(1)).toEqual([["move", 0.99, 0.5], { type: "button", x: 0.99, y: 0, button: "left", down: false }]);
});

test("a button that was let go by force is not let go again", () => {
  mouse.handleDown(at(50, 50));
  mouse.forget();
  expect(mouse.handleUp(at(50, 50))).toBe(false);
});

test("held modifiers go first, also for the wheel", () => {
  mouse.handleDown(at(1, 1, { ctrlKey: true }));
  mouse.handleWheel({ ...at(1, 1, { ctrlKey: true }), deltaX: 0, deltaY: 100, deltaMode: 0 });
  expect(sent.map((entry) => (entry === "ctrl" ? entry : (entry as { type: string }).type))).toEqual([
    "ctrl",
    "button",
    "ctrl",
    "wheel",
  ]);
});

test("the wheel turns where the pointer is, between whole pixels too", () => {
  const turn = { deltaX: 0, deltaY: 100, deltaMode: 0 };
  mouse.handleMove(moved(10.5, 20.25));
  mouse.handleWheel({ ...at(10, 20), ...turn });
  mouse.handleWheel({ ...at(50, 20), ...turn });
  expect(sent.slice(1)).toMatchObject([
    { type: "wheel", x: 0.105, y: 0.2025 },
    { type: "wheel", x: 0.5, y: 0.2 },
  ]);
});

test("a second button while the first is held", () => {
  mouse.handleDown(at(10, 10, { button: 0, buttons: 1 }));
  mouse.handleMove(at(10, 10, { button: 2, buttons: 3 }));
  mouse.handleMove(at(10, 10, { button: 0, buttons: 2 }));
  mouse.handleUp(at(10, 10, { button: 2, buttons: 0 }));
  expect(sent.map((entry) => [(entry as { button: string }).button, (entry as { down: boolean }).down])).toEqual([
    ["left", true],
    ["right", true],
    ["left", false],
    ["right", false],
  ]);
});
