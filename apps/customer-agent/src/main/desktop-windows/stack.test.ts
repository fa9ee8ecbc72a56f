import { expect, test } from "vitest";
import type { DesktopWindow, WindowId } from "./desktop-window.ts";
import { boundsOf, overlap, sharedOf, topmostAt } from "./stack.ts";

const window = (id: number, rest: Partial<DesktopWindow> = {}): DesktopWindow => {
  const area = { x: 0, y: 0, width: 100, height: 100 };
  return { id: id as WindowId, pictureId: id, area, visible: area, isDrawn: true, owner: 1, ...rest };
};
const chosen = (...entries: [number, number][]) => new Map(entries.map(([id, owner]) => [id as WindowId, owner]));
const belongsTo = (id: number) => ({ belongsTo: id as WindowId });

test("only chosen windows are shared", () => {
  expect([...sharedOf([window(1), window(2), window(3)], chosen([2, 1]))]).toEqual([2]);
});

test("a number that another program's window has now is not the chosen window", () => {
  expect([...sharedOf([window(2, { owner: 9 })], chosen([2, 1]))]).toEqual([]);
});

test("menus and dialogues of a chosen window come with it, over several steps", () => {
  const stack = [window(1), window(2, belongsTo(1)), window(3, belongsTo(2)), window(4)];
  expect([...sharedOf(stack, chosen([1, 1]))]).toEqual([1, 2, 3]);
});

test("what claims to belong to a chosen window and is of another program stays out", () => {
  const stack = [window(1), window(2, { owner: 9, ...belongsTo(1) }), window(3, { owner: 9, ...belongsTo(2) })];
  expect([...sharedOf(stack, chosen([1, 1]))]).toEqual([1]);
});

test("another program's window in between passes nothing on", () => {
  const stack = [window(1), window(2, { owner: 9, ...belongsTo(1) }), window(3, belongsTo(2))];
  expect([...sharedOf(stack, chosen([1, 1]))]).toEqual([1]);
});

test("windows that belong to each other end the search", () => {
  const stack = [window(1), window(2, belongsTo(3)), window(3, belongsTo(2)), window(4, belongsTo(4))];
  expect([...sharedOf(stack, chosen([1, 1]))]).toEqual([1]);
});

test("the topmost window takes the click, whether it is drawn or not", () => {
  const stack = [window(1), window(2, { visible: { x: 50, y: 50, width: 10, height: 10 }, isDrawn: false })];
  expect(topmostAt(stack, 49, 50)?.id).toBe(1);
  expect(topmostAt(stack, 50, 50)?.id).toBe(2);
  expect(topmostAt(stack, 60, 50)?.id).toBe(1);
  expect(topmostAt(stack, 100, 50)).toBeUndefined();
});

test("overlaps and bounds", () => {
  const area = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
  expect(overlap(area(0, 0, 10, 10), area(10, 0, 10, 10))).toBeUndefined();
  expect(overlap(area(0, 0, 10, 10), area(-5, 4, 10, 10))).toEqual(area(0, 4, 5, 6));
  expect(boundsOf([])).toBeUndefined();
  expect(boundsOf([area(-10, 0, 10, 10), area(5, 20, 10, 10)])).toEqual(area(-10, 0, 25, 30));
});
