import { PictureLayout } from "@ferndiagnose/protocol/ipc";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DesktopWindow, WindowId } from "../desktop-windows/desktop-window.ts";
import type { DesktopArea } from "../session/input-guard.ts";
import { windowsLayout } from "./windows-layout.ts";

const area = (x: number, y: number, width: number, height: number): DesktopArea => ({ x, y, width, height });
const window = (id: number, place: DesktopArea, rest: Partial<DesktopWindow> = {}): DesktopWindow => ({
  ...{ id: id as WindowId, pictureId: id, area: place, visible: place, isDrawn: true, owner: 1 },
  ...rest,
});
const screen = area(0, 0, 1280, 720);
const layoutOf = (part: DesktopArea, stack: DesktopWindow[], ...shared: number[]) =>
  windowsLayout(part, stack, new Set(shared as WindowId[]), ({ pictureId }) => pictureId);

test("a shared window is at its place, and what lies below it or beside it is not named at all", () => {
  const place = area(100, 80, 400, 300);
  const stack = [window(1, area(50, 50, 500, 500)), window(2, place), window(3, area(700, 0, 300, 300))];
  expect(layoutOf(screen, stack, 2)).toEqual({
    width: 1280,
    height: 720,
    layers: [{ kind: "piece", piece: 2, whole: place, shown: place }],
  });
});

test("what lies over it is blank, and a shared window over that is painted again", () => {
  const stack = [
    window(1, area(0, 0, 400, 300)),
    window(2, area(100, 100, 400, 300)),
    window(3, area(200, 200, 400, 300)),
  ];
  expect(layoutOf(screen, stack, 1, 3).layers.map((layer) => layer.kind)).toEqual(["piece", "blank", "piece"]);
});

test("what only takes clicks, and a shadow over it, hides nothing", () => {
  const over = area(0, 0, 400, 300);
  const shadow = { visible: area(600, 0, 10, 10) };
  const stack = [window(1, over), window(2, over, { isDrawn: false }), window(3, area(0, 0, 800, 300), shadow)];
  expect(layoutOf(screen, stack, 1).layers).toHaveLength(1);
});

test("a large part of the desktop is scaled down, from where it begins", () => {
  const layout = layoutOf(area(-1920, 0, 3840, 2160), [window(1, area(-1920, 1080, 1920, 1080))], 1);
  const place = area(0, 540, 960, 540);
  expect(layout).toEqual({
    width: 1920,
    height: 1080,
    layers: [{ kind: "piece", piece: 1, whole: place, shown: place }],
  });
});

test("the pixels of no foreign window are in a layout of any stack, and each layout fits the schema", () => {
  const place = fc.record({
    x: fc.integer({ min: -3_000, max: 6_000 }),
    y: fc.integer({ min: -3_000, max: 6_000 }),
    width: fc.integer({ min: 1, max: 6_000 }),
    height: fc.integer({ min: 1, max: 6_000 }),
  });
  const stack = fc.array(fc.record({ place, isShared: fc.boolean() }), { maxLength: 12 });
  fc.assert(
    fc.property(place, stack, (part, entries) => {
      const windows = entries.map((entry, index) => window(index + 1, entry.place));
      const shared = windows.filter((_, index) => entries[index]?.isShared).map(({ id }) => id);
      const layout = PictureLayout.parse(layoutOf(part, windows, ...shared));
      for (const [index, layer] of layout.layers.entries()) {
        if (layer.kind === "piece") {
          expect(shared).toContain(layer.piece);
          // Whatever foreign window lies over it comes later, and blank.
          const later = layout.layers.slice(index + 1).filter(({ kind }) => kind === "blank");
          const over = windows.slice(layer.piece).filter(({ id }) => !shared.includes(id));
          const lying = over.filter(
            ({ area: one }) => overlaps(one, windows[layer.piece - 1]?.area) && overlaps(one, part),
          );
          expect(later.length).toBeGreaterThanOrEqual(lying.length);
        }
      }
    }),
    { numRuns: 300 },
  );
});

function overlaps(one: DesktopArea, other: DesktopArea | undefined): boolean {
  if (!other) return false;
  const isBesideX = one.x >= other.x + other.width || other.x >= one.x + one.width;
  const isBesideY = one.y >= other.y + other.height || other.y >= one.y + one.height;
  return !isBesideX && !isBesideY;
}
