import type { DesktopArea } from "../session/input-guard.ts";
import type { DesktopWindow, WindowId } from "./desktop-window.ts";

/**
 * The chosen windows of a stack, and with them the menus and dialogues that say they belong to one of them and are of
 * the same program. What says nothing stays out, whoever's it is.
 */
export function sharedOf(stack: readonly DesktopWindow[], chosen: ReadonlyMap<WindowId, number>): Set<WindowId> {
  const byId = new Map(stack.map((window) => [window.id, window]));
  const shared = new Set<WindowId>();
  for (const window of stack) if (isShared(window, byId, chosen)) shared.add(window.id);
  return shared;
}

function isShared(
  window: DesktopWindow,
  byId: ReadonlyMap<WindowId, DesktopWindow>,
  chosen: ReadonlyMap<WindowId, number>,
): boolean {
  const seen = new Set<WindowId>();
  let id: WindowId | undefined = window.id;
  while (id !== undefined && !seen.has(id)) {
    const owner = chosen.get(id);
    if (owner !== undefined) return owner === window.owner;
    seen.add(id);
    const between = byId.get(id);
    if (between?.owner !== window.owner) return false;
    id = between.belongsTo;
  }
  return false;
}

/** What a click at this point reaches. */
export function topmostAt(stack: readonly DesktopWindow[], x: number, y: number): DesktopWindow | undefined {
  return stack.findLast(({ visible }) => contains(visible, x, y));
}

export function contains(area: DesktopArea, x: number, y: number): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

export function overlap(one: DesktopArea, other: DesktopArea): DesktopArea | undefined {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** The smallest rectangle that all of these lie in. */
export function boundsOf(areas: readonly DesktopArea[]): DesktopArea | undefined {
  const [first] = areas;
  if (!first) return undefined;
  const x = Math.min(...areas.map((area) => area.x));
  const y = Math.min(...areas.map((area) => area.y));
  const right = Math.max(...areas.map((area) => area.x + area.width));
  const bottom = Math.max(...areas.map((area) => area.y + area.height));
  return { x, y, width: right - x, height: bottom - y };
}
