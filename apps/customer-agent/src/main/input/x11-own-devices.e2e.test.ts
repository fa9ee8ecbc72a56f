import { execFileSync } from "node:child_process";
import { startVirtualDisplay, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OwnDevices } from "./own-devices.ts";
import { X11Backend } from "./x11-backend.ts";
import { openX11OwnDevices } from "./x11-own-devices.ts";

let display: VirtualDisplay;
let devices: OwnDevices;
let backend: X11Backend;

beforeEach(async () => {
  display = await startVirtualDisplay({ width: 640, height: 480 });
  devices = openX11OwnDevices(display.display);
  backend = new X11Backend(display.display);
});

afterEach(async () => {
  backend?.close();
  devices?.close();
  await display?.stop();
});

/** As if a hand were on the screen's own mouse or keyboard: the server takes the event for that device's. */
const byHand = (device: "mouse" | "keyboard", times = 1) =>
  execFileSync("python3", ["-c", hand, device, String(times)], { env: display.env });

const hand = `
import ctypes, sys
x11, xi, xtst = (ctypes.CDLL(name) for name in ("libX11.so.6", "libXi.so.6", "libXtst.so.6"))
for call in (x11.XOpenDisplay, xi.XListInputDevices, xi.XOpenDevice): call.restype = ctypes.c_void_p
class Info(ctypes.Structure):
    _fields_ = [("id", ctypes.c_ulong), ("type", ctypes.c_ulong), ("name", ctypes.c_char_p), ("classes", ctypes.c_int), ("use", ctypes.c_int), ("info", ctypes.c_void_p)]
display = ctypes.c_void_p(x11.XOpenDisplay(None))
count = ctypes.c_int()
found = ctypes.cast(ctypes.c_void_p(xi.XListInputDevices(display, ctypes.byref(count))), ctypes.POINTER(Info))
one = next(found[i] for i in range(count.value) if found[i].name == b"Xvfb " + sys.argv[1].encode())
device = ctypes.c_void_p(xi.XOpenDevice(display, ctypes.c_ulong(one.id)))
for _ in range(int(sys.argv[2])):
    for down in (1, 0):
        if sys.argv[1] == "keyboard": xtst.XTestFakeDeviceKeyEvent(display, device, 38, down, None, 0, 0)
        else: xtst.XTestFakeDeviceButtonEvent(display, device, 1, down, None, 0, 0)
x11.XSync(display, 0)
`;

/** The server has handled it, and told everybody, when it answers who comes after. */
const injected = (act: () => unknown) => {
  act();
  execFileSync("xdotool", ["getmouselocation"], { env: display.env });
};

test("what is injected is nobody's hand, however much of it there is", async () => {
  injected(() => {
    for (let step = 0; step < 500; step++) backend.moveTo(step, 10);
    backend.button("left", true);
    backend.button("left", false);
    backend.key("KeyA", true);
    backend.key("KeyA", false);
    backend.wheel(0, 120);
  });
  await backend.typeText("Grüße 😀", new AbortController().signal);
  execFileSync("xdotool", ["mousemove", "5", "5", "click", "1", "key", "b"], { env: display.env });
  expect(devices.wereUsed()).toBe(false);
});

test.each(["mouse", "keyboard"] as const)(
  "the computer's own %s is, in the middle of what is injected too, once",
  (device) => {
    injected(() => backend.moveTo(10, 10));
    byHand(device, 300);
    injected(() => backend.moveTo(20, 20));
    expect([devices.wereUsed(), devices.wereUsed()]).toEqual([true, false]);
    injected(() => backend.moveTo(30, 30));
    expect(devices.wereUsed()).toBe(false);
    byHand(device);
    expect(devices.wereUsed()).toBe(true);
  },
);
