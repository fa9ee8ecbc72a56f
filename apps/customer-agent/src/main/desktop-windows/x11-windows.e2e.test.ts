import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ChildProgram, startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DesktopWindow, WindowId } from "./desktop-window.ts";
import { sharedOf, topmostAt } from "./stack.ts";
import { X11Windows } from "./x11-windows.ts";

const run = promisify(execFile);

/** A window with a menu that opens by itself. */
const menuProgram = `
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk
window = Gtk.Window(title="Menue")
window.set_default_size(300, 200)
window.move(40, 60)
menu = Gtk.Menu()
for label in ("Eins", "Zwei", "Drei"):
    menu.append(Gtk.MenuItem(label=label))
menu.show_all()
button = Gtk.Button(label="Menue")
window.add(button)
window.show_all()
def open_menu():
    menu.attach_to_widget(button, None)
    menu.popup_at_widget(button, Gdk.Gravity.CENTER, Gdk.Gravity.NORTH_WEST, None)
    dialog = Gtk.Dialog(title="Dialog", transient_for=window)
    dialog.set_default_size(200, 100)
    dialog.show_all()
    print("open", flush=True)
    return False
GLib.timeout_add(400, open_menu)
Gtk.main()
`;

let display: VirtualDisplay;
let windows: X11Windows;

beforeAll(async () => {
  display = await startVirtualDisplay();
  windows = new X11Windows(display.display);
});
afterAll(async () => {
  windows?.close();
  await display?.stop();
});

const area = { x: 100, y: 120, width: 480, height: 360 };
const tool = (...args: string[]) => run("xdotool", args, { env: display.env });

async function until<Value>(read: () => Value | undefined): Promise<Value> {
  for (const giveUpAt = Date.now() + 5_000; Date.now() < giveUpAt; await sleep(20)) {
    const value = read();
    if (value) return value;
  }
  throw new Error(`It did not happen; there is ${JSON.stringify(windows.readStack())}`);
}

/** Windows that somebody can see, not the ones that programs keep to themselves. */
const seen = () => windows.readStack().filter(({ visible }) => visible.width > 20 && visible.x >= 0);
const only = () => until(() => (seen().length === 1 ? seen()[0] : undefined));

test("tells where a window is with its frame, and follows it, into an icon and back", async () => {
  const target = await TargetWindow.open(display, { decorated: true, area });
  const window = await only();
  expect(window.visible.x).toBeLessThanOrEqual(area.x + 1);
  expect(window.visible.width).toBeGreaterThanOrEqual(area.width);
  // Title bar above, client inside.
  expect(window.visible.height).toBeGreaterThan(area.height + 10);
  expect(window.pictureId).not.toBe(window.id);
  expect(windows.applicationOf(window.id)).toBeTruthy();
  expect(windows.focused()).toBe(window.id);

  expect(windows.hasChanged()).toBe(false);
  await tool("windowmove", String(window.id), "300", "50");
  await until(() => windows.hasChanged());
  await until(() => (seen()[0]?.visible.x ?? 0) >= 299);

  await tool("windowminimize", String(window.id));
  await until(() => seen().length === 0);
  expect(windows.focused()).not.toBe(window.id);
  await tool("windowmap", String(window.id));
  expect((await only()).id).toBe(window.id);
  await target.stop();
});

test("a claim ends with its window, even when the next window gets the same number", async () => {
  const first = await TargetWindow.open(display, { decorated: true, area });
  const window = await only();
  const claim = windows.claim(window.id);
  expect(claim?.isThere()).toBe(true);
  expect(claim?.owner).toBe(window.owner);
  await first.stop();
  const second = await TargetWindow.open(display, { decorated: true, area });
  const next = await only();
  // The server begins anew with numbers that are free: this is what the claim is for.
  expect(next.id).toBe(window.id);
  expect(claim?.isThere()).toBe(false);
  expect(windows.claim(next.id)?.isThere()).toBe(true);
  await second.stop();
  await until(() => windows.claim(next.id) === undefined);
});

test("a menu and a dialogue belong to their window, and lie over it", async () => {
  const other = await TargetWindow.open(display, { decorated: true, area: { x: 700, y: 60, width: 300, height: 200 } });
  const program = await ChildProgram.start({
    command: "/usr/bin/python3",
    args: ["-c", menuProgram],
    env: display.env,
  });
  await program.waitForLine(/open/, 10_000);
  const stack = await until(() => (seen().length === 4 ? seen() : undefined));
  const main = stack.find((window) => isAt(window, 40) && window.belongsTo === undefined);
  if (!main) throw new Error("The window is not there");
  const shared = sharedOf(stack, new Map([[main.id, main.owner]]));
  expect(shared.size).toBe(3);
  const menu = stack.find(({ id, pictureId }) => shared.has(id) && id === pictureId);
  if (!menu) throw new Error("The menu is not there");
  expect(topmostAt(stack, menu.visible.x + 5, menu.visible.y + 5)?.id).toBe(menu.id);
  const foreign = stack.find(({ id }) => !shared.has(id)) as DesktopWindow;
  expect([...sharedOf(stack, new Map([[foreign.id, foreign.owner]]))]).toEqual([foreign.id]);
  await program.stop();
  await other.stop();
});

test("there is no claim to a window that does not exist", () => {
  expect(windows.claim(0x7f_0001 as WindowId)).toBeUndefined();
});

function isAt({ visible }: DesktopWindow, x: number): boolean {
  return Math.abs(visible.x - x) <= 2;
}
