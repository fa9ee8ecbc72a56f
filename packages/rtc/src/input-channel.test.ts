import { beforeEach, describe, expect, test } from "vitest";
import { InputChannel } from "./input-channel.ts";

class FakeChannel {
  readyState: RTCDataChannelState = "open";
  bufferedAmount = 0;
  readonly sent: unknown[] = [];

  send(data: unknown): void {
    this.sent.push(JSON.parse(String(data)));
  }
}

let frames: (() => void)[];
let pointer: FakeChannel;
let input: FakeChannel;
let channel: InputChannel;

function nextFrame(): void {
  for (const run of frames.splice(0)) run();
}

beforeEach(() => {
  frames = [];
  pointer = new FakeChannel();
  input = new FakeChannel();
  channel = new InputChannel((run) => frames.push(run));
  channel.attachPointer(pointer);
  channel.attachInput(input);
});

describe("pointer", () => {
  test("the first place goes at once, of the rest of the frame only the last", () => {
    for (const x of [0.1, 0.2, 0.3, 0.4]) channel.move(x, 0.5);
    expect(pointer.sent).toEqual([{ type: "move", x: 0.1, y: 0.5 }]);
    nextFrame();
    expect(pointer.sent).toEqual([
      { type: "move", x: 0.1, y: 0.5 },
      { type: "move", x: 0.4, y: 0.5 },
    ]);
    nextFrame();
    expect(frames).toHaveLength(0);
    expect(pointer.sent).toHaveLength(2);
  });

  test("waits while the line is jammed and then sends only where the pointer is now", () => {
    pointer.bufferedAmount = 10_000;
    channel.move(0.1, 0.1);
    channel.move(0.2, 0.2);
    nextFrame();
    expect(pointer.sent).toEqual([]);
    pointer.bufferedAmount = 0;
    nextFrame();
    expect(pointer.sent).toEqual([{ type: "move", x: 0.2, y: 0.2 }]);
  });

  test("a place outside the picture is not sent", () => {
    channel.move(1, 0.5);
    channel.move(Number.NaN, 0.5);
    expect(pointer.sent).toEqual([]);
  });

  test("a click makes a waiting place obsolete", () => {
    channel.move(0.1, 0.1);
    channel.move(0.2, 0.2);
    channel.send({ type: "button", x: 0.3, y: 0.3, button: "left", down: true });
    nextFrame();
    expect(pointer.sent).toEqual([{ type: "move", x: 0.1, y: 0.1 }]);
  });
});

describe("input", () => {
  test("messages arrive in order and as they are", () => {
    expect(channel.send({ type: "key", code: "Enter", down: true })).toBe(true);
    expect(channel.send({ type: "key", code: "Enter", down: false })).toBe(true);
    expect(input.sent).toEqual([
      { type: "key", code: "Enter", down: true },
      { type: "key", code: "Enter", down: false },
    ]);
  });

  test("what the protocol does not know is not sent", () => {
    expect(channel.send({ type: "key", code: "not a code", down: true })).toBe(false);
    expect(channel.send({ type: "wheel", x: 0, y: 0, dx: 0, dy: 21 })).toBe(false);
    expect(input.sent).toEqual([]);
  });

  test("a long text goes in parts that cut no character in two", () => {
    const text = `${"a".repeat(999)}😀${"ü".repeat(1500)}`;
    expect(channel.sendText(text)).toBe(true);
    const parts = input.sent.map((message) => (message as { text: string }).text);
    expect(parts.join("")).toBe(text);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(1000);
      expect(part).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
    }
  });

  test("on a jammed line nothing new is pressed, but what is held is let go", () => {
    input.bufferedAmount = 100_000;
    expect(channel.send({ type: "key", code: "KeyA", down: true })).toBe(false);
    expect(channel.sendText("a")).toBe(false);
    expect(channel.send({ type: "key", code: "ControlLeft", down: false })).toBe(true);
    expect(channel.send({ type: "release_all" })).toBe(true);
    expect(input.sent).toHaveLength(2);
  });

  test("without a channel, or with a closed one, nothing is sent and it says so", () => {
    input.readyState = "closed";
    expect(channel.isOpen).toBe(false);
    expect(channel.send({ type: "release_all" })).toBe(false);
    channel.attachInput(undefined);
    expect(channel.send({ type: "release_all" })).toBe(false);
  });
});
