import koffi from "koffi";
import type { OwnDevices } from "./own-devices.ts";

/** Constants of XI2.h. */
const allDevices = 0;
const allMasterDevices = 1;
/** One bit each: raw keys, buttons and motion (13 to 17), raw touches (22 to 24). */
const rawEvents = Uint8Array.of(0, 0b1110_0000, 0b1100_0011, 0b1);
/** From 2.1 on raw events come although another program has grabbed the device. */
const version = { major: 2, minor: 2 };
/** What all events of an extension begin with. */
const eventHead = {
  type: "int",
  serial: "unsigned long",
  send_event: "int",
  display: "void *",
  extension: "int",
  evtype: "int",
} as const;
/** Of XEvent: 24 longs. */
const eventLongs = 24;

interface GenericEvent {
  data: unknown;
}

/**
 * XInput 2 names the device that every raw event comes from. XTEST has devices of its own, which it calls so; they are all
 * that we, and other programs, inject by. On a connection of its own. Throws when library, display or extension are missing.
 */
export function openX11OwnDevices(display: string | undefined): OwnDevices {
  const x11 = koffi.load("libX11.so.6");
  const xi = koffi.load("libXi.so.6");
  const open = x11.func("void *XOpenDisplay(const char *name)");
  const closeDisplay = x11.func("int XCloseDisplay(void *display)");
  const rootOf = x11.func("unsigned long XDefaultRootWindow(void *display)");
  const pending = x11.func("int XPending(void *display)");
  const sync = x11.func("int XSync(void *display, int discard)");
  const genericEvent = koffi.struct({
    ...eventHead,
    cookie: "unsigned int",
    data: "void *",
    rest: koffi.array("long", eventLongs - 7),
  });
  const eventOut = koffi.out(koffi.pointer(genericEvent));
  const eventInOut = koffi.inout(koffi.pointer(genericEvent));
  const nextEvent = x11.func("XNextEvent", "int", ["void *", eventOut]);
  const getData = x11.func("XGetEventData", "int", ["void *", eventInOut]);
  const freeData = x11.func("XFreeEventData", "void", ["void *", eventInOut]);
  const rawEvent = koffi.struct({
    ...eventHead,
    time: "unsigned long",
    deviceid: "int",
    sourceid: "int",
  });
  const eventMask = koffi.struct({ deviceid: "int", mask_len: "int", mask: "const uint8_t *" });
  const deviceInfo = koffi.struct({
    deviceid: "int",
    name: "const char *",
    use: "int",
    attachment: "int",
    enabled: "int",
    num_classes: "int",
    classes: "void *",
  });
  const queryVersion = xi.func("int XIQueryVersion(void *display, _Inout_ int *major, _Inout_ int *minor)");
  const selectEvents = xi.func("XISelectEvents", "int", ["void *", "unsigned long", koffi.pointer(eventMask), "int"]);
  const queryDevice = xi.func("void *XIQueryDevice(void *display, int device, _Out_ int *count)");
  const freeDevices = xi.func("void XIFreeDeviceInfo(void *devices)");

  const connection: unknown = open(display ?? null);
  if (!connection) throw new Error("The X server cannot be reached");
  if (queryVersion(connection, [version.major], [version.minor]) !== 0) {
    closeDisplay(connection);
    throw new Error("The X server has no XInput 2.2");
  }
  const mask = { deviceid: allMasterDevices, mask_len: rawEvents.length, mask: rawEvents };
  selectEvents(connection, rootOf(connection), [mask], 1);
  sync(connection, 0);

  /** Of all devices that have been seen: whether they are the computer's own. */
  const isOwn = new Map<number, boolean>();

  function learnDevices(): void {
    const count: [number] = [0];
    const devices = queryDevice(connection, allDevices, count);
    if (!devices) return;
    const known = koffi.decode(devices, deviceInfo, count[0]) as { deviceid: number; name: string }[];
    for (const { deviceid, name } of known) isOwn.set(deviceid, !name.includes("XTEST"));
    freeDevices(devices);
  }

  /** A device that was plugged in a moment ago is not known yet; one that cannot be found any more counts for nothing. */
  function isFromOwnDevice(sourceId: number): boolean {
    if (!isOwn.has(sourceId)) learnDevices();
    return isOwn.get(sourceId) ?? false;
  }

  function takeEvent(): boolean {
    const event = {} as GenericEvent;
    nextEvent(connection, event);
    if (!getData(connection, event)) return false;
    const { sourceid } = koffi.decode(event.data, rawEvent) as { sourceid: number };
    freeData(connection, event);
    return isFromOwnDevice(sourceid);
  }

  return {
    wereUsed() {
      while (pending(connection) > 0) {
        if (!takeEvent()) continue;
        // One is enough: what else has come is thrown away unread.
        sync(connection, 1);
        return true;
      }
      return false;
    },
    close: () => void closeDisplay(connection),
  };
}
