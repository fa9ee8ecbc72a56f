import { PictureLayout } from "@ferndiagnose/protocol/ipc";
import { expect, test } from "vitest";
import type { DesktopArea } from "../session/input-guard.ts";
import { ScreensView } from "./screens-view.ts";

/** Screens that a test plugs in and out. */
function openScreens(kind: "all_screens" | "one", ...areas: DesktopArea[]) {
  const places: (DesktopArea | undefined)[] = [...areas];
  let tell: () => void = () => {};
  const screens = places.map((_, index) => ({
    source: { id: `screen:${index}:0`, name: "" },
    area: () => places[index],
  }));
  const scope = kind === "one" ? ({ kind: "screen", number: 1, of: 2 } as const) : ({ kind } as const);
  const view = new ScreensView(scope, screens, (listener) => {
    tell = listener;
    return () => {
      tell = () => {};
    };
  });
  return {
    view,
    move(index: number, area: DesktopArea | undefined) {
      places[index] = area;
      tell();
    },
  };
}

const left = { x: 0, y: 0, width: 1920, height: 1080 };
const right = { x: 1920, y: 200, width: 1280, height: 720 };

test("one screen is shown as it is", () => {
  const { view } = openScreens("one", left);
  expect(view.kind).toBe("direct");
  expect(view.viewScope()).toEqual({ kind: "screen", number: 1, of: 2 });
  expect(view.area()).toEqual(left);
  expect(view.sourceOf(1)?.id).toBe("screen:0:0");
  expect(view.sourceOf(2)).toBeUndefined();
});

test("all screens stand side by side in one picture", () => {
  const { view } = openScreens("all_screens", left, right);
  expect(view.kind).toBe("composed");
  expect(view.area()).toEqual({ x: 0, y: 0, width: 3200, height: 1080 });
  const { width, height, layers } = PictureLayout.parse(view.layout());
  expect([width, height]).toEqual([1920, 648]);
  expect(layers).toMatchObject([
    { piece: 1, shown: { x: 0, y: 0, width: 1152, height: 648 } },
    { piece: 2, shown: { x: 1152, y: 120, width: 768, height: 432 } },
  ]);
  expect([view.sourceOf(1)?.id, view.sourceOf(2)?.id]).toEqual(["screen:0:0", "screen:1:0"]);
});

test("a screen that is unplugged is out of the picture, and the last one ends the view", () => {
  const { view, move } = openScreens("all_screens", left, right);
  let changes = 0;
  const layouts: number[] = [];
  view.onChange(() => changes++);
  view.onLayout(({ layers }) => layouts.push(layers.length));
  move(0, undefined);
  expect(view.area()).toEqual(right);
  expect(view.sourceOf(1)).toBeUndefined();
  expect(view.layout().layers).toMatchObject([{ piece: 2 }]);
  move(1, undefined);
  expect(view.viewScope()).toEqual({ kind: "nothing" });
  expect([changes, layouts]).toEqual([2, [1, 0]]);
  view.close();
  move(1, right);
  expect(changes).toBe(2);
});
