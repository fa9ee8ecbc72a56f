import koffi from "koffi";

/** Constants of xproto.h. */
const structureNotify = 1 << 17;
const substructureNotify = 1 << 19;
const propertyChange = 1 << 22;
const eventMaskValue = 1 << 11;
const destroyNotify = 17;
const anyPropertyType = 0;
const replyBytes = 32;
/** In units of four bytes. */
const propertyLength = 256;

export interface XAttributes {
  isViewable: boolean;
  isInputOnly: boolean;
}

export interface XGeometry {
  x: number;
  y: number;
  width: number;
  height: number;
  border: number;
}

/** An answer that has been asked for. Asking for much before taking the first answer costs one way to the server. */
export type Asked<Answer> = () => Answer | undefined;

/** The few requests of libxcb that it takes to see where windows are. A window that is gone has no answer. */
export interface XcbConnection {
  readonly root: number;
  /** The bits of an id that tell one client's windows apart; the others tell the client. */
  readonly resourceMask: number;
  atom(name: string): number;
  tree(window: number): Asked<{ parent: number; children: number[] }>;
  attributes(window: number): Asked<XAttributes>;
  /** Relative to the parent. */
  geometry(window: number): Asked<XGeometry>;
  /** Where the window's own corner is on the desktop. */
  origin(window: number): Asked<{ x: number; y: number }>;
  numbers(window: number, property: number): Asked<number[]>;
  bytes(window: number, property: number): Asked<Uint8Array>;
  focus(): Asked<number>;
  /** News of the window itself, of its properties, and for the root of everything right below it. */
  watch(window: number): void;
  /** What has come meanwhile: how many events, and which windows have been destroyed. */
  drain(): { events: number; destroyed: number[] };
  close(): void;
}

/** Throws when the library or the display is missing. */
export function connectXcb(display: string | undefined): XcbConnection {
  const xcb = koffi.load("libxcb.so.1");
  const cookie = koffi.struct({ sequence: "unsigned int" });
  const screens = koffi.struct({ data: "void *", rem: "int", index: "int" });
  const connect = xcb.func("void *xcb_connect(const char *name, _Out_ int *screen)");
  const hasError = xcb.func("int xcb_connection_has_error(void *connection)");
  const disconnect = xcb.func("void xcb_disconnect(void *connection)");
  const getSetup = xcb.func("void *xcb_get_setup(void *connection)");
  const rootsOf = xcb.func("xcb_setup_roots_iterator", screens, ["void *"]);
  const flush = xcb.func("int xcb_flush(void *connection)");
  const poll = xcb.func("void *xcb_poll_for_event(void *connection)");
  const changeAttributes = xcb.func("xcb_change_window_attributes", cookie, [
    "void *",
    "uint32_t",
    "uint32_t",
    "const uint32_t *",
  ]);
  const request = (name: string, ...types: string[]) => ({
    send: xcb.func(`xcb_${name}`, cookie, ["void *", ...types]),
    take: xcb.func(`xcb_${name}_reply`, "void *", ["void *", cookie, "void *"]),
  });
  const internAtom = request("intern_atom", "uint8_t", "uint16_t", "const char *");
  const queryTree = request("query_tree", "uint32_t");
  const getAttributes = request("get_window_attributes", "uint32_t");
  const getGeometry = request("get_geometry", "uint32_t");
  const translate = request("translate_coordinates", "uint32_t", "uint32_t", "int16_t", "int16_t");
  const propertyTypes = ["uint8_t", "uint32_t", "uint32_t", "uint32_t", "uint32_t", "uint32_t"];
  const getProperty = request("get_property", ...propertyTypes);
  const getFocus = request("get_input_focus");

  const connection: unknown = connect(display ?? null, [0]);
  if (hasError(connection) !== 0) {
    disconnect(connection);
    throw new Error("The X server cannot be reached");
  }

  function ask<Answer>(
    { send, take }: ReturnType<typeof request>,
    args: unknown[],
    read: (head: DataView, rest: (length: number) => Uint8Array) => Answer,
  ): Asked<Answer> {
    const asked: unknown = send(connection, ...args);
    return () => {
      const reply: unknown = take(connection, asked, null);
      if (!reply) return undefined;
      try {
        return read(new DataView(bytesAt(reply, 0, replyBytes).buffer), (length) => bytesAt(reply, replyBytes, length));
      } finally {
        koffi.free(reply);
      }
    };
  }

  const property = <Answer>(window: number, name: number, read: (value: Uint8Array) => Answer) =>
    ask(getProperty, [0, window, name, anyPropertyType, 0, propertyLength], (head, rest) =>
      read(rest((head.getUint32(16, true) * head.getUint8(1)) / 8)),
    );

  const setup = bytesAt(getSetup(connection), 0, 20);
  const screen: { data: unknown } = rootsOf(getSetup(connection));
  const root = new DataView(bytesAt(screen.data, 0, 4).buffer).getUint32(0, true);

  return {
    root,
    resourceMask: new DataView(setup.buffer).getUint32(16, true),
    atom: (name) => ask(internAtom, [0, name.length, name], (head) => head.getUint32(8, true))() ?? 0,
    tree: (window) =>
      ask(queryTree, [window], (head, rest) => ({
        parent: head.getUint32(12, true),
        children: words(rest(head.getUint16(16, true) * 4)),
      })),
    attributes: (window) =>
      ask(getAttributes, [window], (head) => ({
        isInputOnly: head.getUint16(12, true) === 2,
        isViewable: head.getUint8(26) === 2,
      })),
    geometry: (window) =>
      ask(getGeometry, [window], (head) => ({
        x: head.getInt16(12, true),
        y: head.getInt16(14, true),
        width: head.getUint16(16, true),
        height: head.getUint16(18, true),
        border: head.getUint16(20, true),
      })),
    origin: (window) =>
      ask(translate, [window, root, 0, 0], (head) => ({ x: head.getInt16(12, true), y: head.getInt16(14, true) })),
    numbers: (window, name) => property(window, name, words),
    bytes: (window, name) => property(window, name, (value) => value),
    focus: () => ask(getFocus, [], (head) => head.getUint32(8, true)),
    watch(window) {
      const mask = structureNotify | propertyChange | (window === root ? substructureNotify : 0);
      changeAttributes(connection, window, eventMaskValue, [mask]);
      flush(connection);
    },
    drain() {
      const destroyed: number[] = [];
      let events = 0;
      for (let event: unknown = poll(connection); event; event = poll(connection)) {
        const head = new DataView(bytesAt(event, 0, 12).buffer);
        koffi.free(event);
        events++;
        if ((head.getUint8(0) & 0x7f) === destroyNotify) destroyed.push(head.getUint32(8, true));
      }
      return { events, destroyed };
    },
    close: () => void disconnect(connection),
  };
}

function bytesAt(pointer: unknown, offset: number, length: number): Uint8Array<ArrayBuffer> {
  if (length === 0) return new Uint8Array(0);
  return Uint8Array.from(koffi.decode(pointer, offset, "uint8_t", length) as ArrayLike<number>);
}

function words(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength >> 2 }, (_, index) => view.getUint32(index * 4, true));
}
