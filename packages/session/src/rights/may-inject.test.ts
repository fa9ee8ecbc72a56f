import { NO_RIGHTS, type RemoteInput, type Rights } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { mayInject } from "./may-inject.ts";

const view: Rights = { view: { kind: "all_screens" }, control: false };
const control: Rights = { ...view, control: true };

const messages: RemoteInput[] = [
  { type: "move", x: 0, y: 0.5 },
  { type: "button", x: 0, y: 0, button: "left", down: true },
  { type: "wheel", x: 0, y: 0, dx: 0, dy: 1 },
  { type: "key", code: "KeyA", down: true },
  { type: "text", text: "ä" },
  { type: "release_all" },
];

test.each(messages)("$type needs control", (message) => {
  expect(mayInject(control, message)).toBe(true);
  expect(mayInject(view, message)).toBe(false);
  expect(mayInject(NO_RIGHTS, message)).toBe(false);
});

test("F11 never comes from the other side", () => {
  expect(mayInject(control, { type: "key", code: "F11", down: true })).toBe(false);
  expect(mayInject(control, { type: "key", code: "F11", down: false })).toBe(false);
  expect(mayInject(control, { type: "key", code: "F1", down: true })).toBe(true);
});
