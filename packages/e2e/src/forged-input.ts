import type { ChannelLabel } from "@ferndiagnose/protocol";

/** One of every message that would do something, in forms that fit, that nearly fit, and that do not. */
export function* inputOfEveryKind(): Generator<[ChannelLabel, unknown]> {
  const place = { x: 0.5, y: 0.75 };
  for (const [x, y] of [
    [0.3, 0.7],
    [0.6, 0.8],
  ]) {
    yield ["pointer", { type: "move", x, y }];
  }
  for (const down of [true, false]) yield ["input", { type: "button", ...place, button: "left", down }];
  for (const down of [true, false]) yield ["input", { type: "button", ...place, button: "right", down }];
  yield ["input", { type: "wheel", ...place, dx: 0, dy: 2 }];
  for (const down of [true, false]) yield ["input", { type: "key", code: "KeyA", down }];
  for (const down of [true, false]) yield ["input", { type: "key", code: "Enter", down }];
  yield ["input", { type: "text", text: "ä" }];
  yield ["input", { type: "release_all" }];
  // On the channel of the other kind, with what would be a grant, and in other clothes.
  yield ["input", { type: "move", x: 0.1, y: 0.1 }];
  yield ["pointer", { type: "button", ...place, button: "left", down: true }];
  yield ["input", { type: "button", ...place, button: "left", down: true, control: true }];
  yield ["input", { type: "key", code: "KeyB", down: 1 }];
  yield ["input", [{ type: "text", text: "b" }]];
  yield ["input", { type: "text", text: "c".repeat(1_001) }];
  yield ["input", new Uint8Array(Buffer.from('{"type":"text","text":"d"}'))];
  yield ["pointer", "{"];
}
