import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import type { DesktopWindow, DesktopWindows, WindowId } from "../desktop-windows/desktop-window.ts";
import { WindowsView } from "./windows-view.ts";

const screens = [
  { x: 0, y: 0, width: 1280, height: 720 },
  { x: 1280, y: 0, width: 1280, height: 720 },
];

/** A desktop that a test moves windows on. */
class FakeDesktop implements DesktopWindows {
  readonly pollIntervalMs = 25;
  stack: DesktopWindow[] = [];
  readonly closed = new Set<number>();
  focus: number | undefined;
  changed = false;
  reads = 0;

  set(...stack: DesktopWindow[]): void {
    this.stack = stack;
    this.changed = true;
  }

  readStack(): DesktopWindow[] {
    this.changed = false;
    this.reads++;
    return this.stack;
  }

  hasChanged(): boolean {
    return this.changed;
  }

  focused(): WindowId | undefined {
    return this.focus as WindowId | undefined;
  }

  claim(id: WindowId) {
    return { owner: 1, isThere: () => !this.closed.has(id) };
  }

  applicationOf(): undefined {
    return undefined;
  }

  close(): void {}
}

const window = (id: number, x: number, owner = 1): DesktopWindow => {
  const area = { x, y: 100, width: 400, height: 300 };
  return { id: id as WindowId, pictureId: 100 + id, area, visible: area, isDrawn: true, owner };
};

let clock: FakeClock;
let desktop: FakeDesktop;
let view: WindowsView;
let layouts: string[];
let changes: number;

beforeEach(() => {
  clock = new FakeClock();
  desktop = new FakeDesktop();
  desktop.set(window(1, 100), window(2, 600));
  const claims = new Map(([1, 2] as WindowId[]).map((id) => [id, desktop.claim(id)]));
  view = new WindowsView({ clock, desktop, screens: () => screens }, claims);
  layouts = [];
  changes = 0;
  view.onLayout(({ layers }) =>
    layouts.push(layers.map((layer) => (layer.kind === "piece" ? layer.piece : "-")).join()),
  );
  view.onChange(() => changes++);
});

test("says how many, and shows the screen that they are on", () => {
  expect(view.viewScope()).toEqual({ kind: "windows", count: 2 });
  expect(view.area()).toEqual(screens[0]);
  expect(view.sourceOf(1)).toEqual({ id: "window:101:0", name: "" });
  expect(view.sourceOf(3)).toBeUndefined();
});

test("a foreign window over a shared one takes neither clicks nor the picture's place", () => {
  desktop.set(window(1, 100), window(2, 600), window(3, 300, 9));
  expect(view.isSharedAt(350, 200)).toBe(false);
  expect(view.isSharedAt(150, 200)).toBe(true);
  expect(view.isSharedAt(150, 600)).toBe(false);
  expect(layouts).toEqual(["1,2,-"]);
  expect(view.sourceOf(3)).toBeUndefined();
});

test("keys go where a shared window has the focus", () => {
  expect(view.hasSharedFocus()).toBe(false);
  desktop.focus = 2;
  expect(view.hasSharedFocus()).toBe(true);
  desktop.focus = 3;
  expect(view.hasSharedFocus()).toBe(false);
});

test("a minimised window is out of the picture within one look, and comes back as the same piece", () => {
  desktop.set(window(2, 600));
  clock.advance(desktop.pollIntervalMs);
  expect(layouts).toEqual(["2"]);
  expect(view.sourceOf(1)).toBeUndefined();
  expect(view.viewScope()).toEqual({ kind: "windows", count: 2 });
  desktop.set(window(1, 100), window(2, 600));
  clock.advance(desktop.pollIntervalMs);
  expect(layouts).toEqual(["2", "1,2"]);
  expect(changes).toBe(0);
});

test("a closed window is out for good, even when another one gets its number", () => {
  desktop.closed.add(1);
  desktop.set(window(1, 100), window(2, 600));
  clock.advance(desktop.pollIntervalMs);
  desktop.closed.clear();
  desktop.set(window(1, 120), window(2, 600));
  clock.advance(desktop.pollIntervalMs);
  expect(layouts.at(-1)).toBe("2");
  expect(view.isSharedAt(150, 200)).toBe(false);
  expect(view.viewScope()).toEqual({ kind: "windows", count: 1 });
  expect(changes).toBe(1);
});

test("when all are closed there is nothing to see", () => {
  desktop.closed.add(1).add(2);
  desktop.set();
  clock.advance(desktop.pollIntervalMs);
  expect(view.viewScope()).toEqual({ kind: "nothing" });
  expect(layouts).toEqual([""]);
});

test("the picture grows over the screens that they are moved to and stays so", () => {
  desktop.set(window(1, 1400), window(2, 600));
  clock.advance(desktop.pollIntervalMs);
  expect(view.area()).toEqual({ x: 0, y: 0, width: 2560, height: 720 });
  desktop.set(window(1, 100), window(2, 600));
  clock.advance(desktop.pollIntervalMs);
  expect(view.area()).toEqual({ x: 0, y: 0, width: 2560, height: 720 });
  expect(changes).toBe(1);
});

test("nothing is read while nothing changes, but for once a second, and nothing after the end", () => {
  const before = desktop.reads;
  clock.advance(500);
  expect(desktop.reads).toBe(before);
  clock.advance(1_000);
  expect(desktop.reads).toBe(before + 1);
  view.close();
  desktop.changed = true;
  clock.advance(5_000);
  expect(desktop.reads).toBe(before + 1);
  expect(view.isSharedAt(150, 200)).toBe(false);
});
