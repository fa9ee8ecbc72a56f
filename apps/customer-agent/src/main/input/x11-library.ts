import koffi from "koffi";
import type { CoreKeymap } from "./x11-keymap.ts";

/** Constants of X.h and XKB.h. */
const useCoreKeyboard = 0x100;
export const lockModifier = 1 << 1;

interface XkbState {
  group: number;
  locked_mods: number;
}

/** The few calls of libX11 and libXtst that input needs, on a connection of their own. */
export interface X11Connection {
  fakeMotion(x: number, y: number): void;
  fakeButton(button: number, down: boolean): void;
  fakeKey(keycode: number, down: boolean): void;
  flush(): void;
  /** Waits until the server has handled everything so far. */
  sync(): void;
  readKeymap(): CoreKeymap;
  /** The same keysym on both levels of both groups; 0 empties the key. */
  setKeysym(keycode: number, keysym: number): void;
  keyboardState(): { group: number; lockedModifiers: number };
  lockModifiers(affected: number, values: number): void;
  close(): void;
}

/** Throws when the libraries, the display or its XTEST extension are missing. */
export function connectX11(display: string | undefined): X11Connection {
  const x11 = koffi.load("libX11.so.6");
  const xtst = koffi.load("libXtst.so.6");

  const open = x11.func("void *XOpenDisplay(const char *name)");
  const closeDisplay = x11.func("int XCloseDisplay(void *display)");
  const flush = x11.func("int XFlush(void *display)");
  const sync = x11.func("int XSync(void *display, int discard)");
  const free = x11.func("int XFree(void *data)");
  const keycodes = x11.func("int XDisplayKeycodes(void *display, _Out_ int *min, _Out_ int *max)");
  const getMapping = x11.func(
    "void *XGetKeyboardMapping(void *display, unsigned int first, int count, _Out_ int *keysyms_per_keycode)",
  );
  const changeMapping = x11.func(
    "int XChangeKeyboardMapping(void *display, int first, int keysyms_per_keycode, const unsigned long *keysyms, int count)",
  );
  const stateType = koffi.struct({
    group: "uint8_t",
    locked_group: "uint8_t",
    base_group: "uint16_t",
    latched_group: "uint16_t",
    mods: "uint8_t",
    base_mods: "uint8_t",
    latched_mods: "uint8_t",
    locked_mods: "uint8_t",
    compat_state: "uint8_t",
    grab_mods: "uint8_t",
    compat_grab_mods: "uint8_t",
    lookup_mods: "uint8_t",
    compat_lookup_mods: "uint8_t",
    ptr_buttons: "uint16_t",
  });
  const getState = x11.func("XkbGetState", "int", ["void *", "unsigned int", koffi.out(koffi.pointer(stateType))]);
  const lock = x11.func(
    "int XkbLockModifiers(void *display, unsigned int device, unsigned int mask, unsigned int set)",
  );
  const queryTest = xtst.func(
    "int XTestQueryExtension(void *display, _Out_ int *event, _Out_ int *error, _Out_ int *major, _Out_ int *minor)",
  );
  const fakeMotion = xtst.func(
    "int XTestFakeMotionEvent(void *display, int screen, int x, int y, unsigned long delay)",
  );
  const fakeButton = xtst.func(
    "int XTestFakeButtonEvent(void *display, unsigned int button, int press, unsigned long delay)",
  );
  const fakeKey = xtst.func(
    "int XTestFakeKeyEvent(void *display, unsigned int keycode, int press, unsigned long delay)",
  );

  const connection: unknown = open(display ?? null);
  if (!connection) throw new Error("The X server cannot be reached");
  if (!queryTest(connection, [0], [0], [0], [0])) {
    closeDisplay(connection);
    throw new Error("The X server has no XTEST extension");
  }
  const first: [number] = [0];
  const last: [number] = [0];
  keycodes(connection, first, last);
  const keycodeCount = last[0] - first[0] + 1;

  return {
    fakeMotion: (x, y) => void fakeMotion(connection, -1, x, y, 0),
    fakeButton: (button, down) => void fakeButton(connection, button, down ? 1 : 0, 0),
    fakeKey: (keycode, down) => void fakeKey(connection, keycode, down ? 1 : 0, 0),
    flush: () => void flush(connection),
    sync: () => void sync(connection, 0),
    readKeymap() {
      const perKeycode: [number] = [0];
      const keysyms = getMapping(connection, first[0], keycodeCount, perKeycode);
      const values: ArrayLike<number | bigint> = koffi.decode(keysyms, "unsigned long", keycodeCount * perKeycode[0]);
      free(keysyms);
      return { firstKeycode: first[0], keysymsPerKeycode: perKeycode[0], keysyms: Array.from(values, Number) };
    },
    setKeysym: (keycode, keysym) => void changeMapping(connection, keycode, 4, [keysym, keysym, keysym, keysym], 1),
    keyboardState() {
      const state = {} as XkbState;
      getState(connection, useCoreKeyboard, state);
      return { group: state.group, lockedModifiers: state.locked_mods };
    },
    lockModifiers: (affected, values) => void lock(connection, useCoreKeyboard, affected, values),
    close: () => void closeDisplay(connection),
  };
}
