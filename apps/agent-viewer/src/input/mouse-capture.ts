import type { InputMessage, MouseButton } from "@ferndiagnose/protocol";
import type { ModifierFlags } from "./modifiers.ts";
import type { Place } from "./place-in-picture.ts";
import { type WheelTurn, wheelNotches } from "./wheel-notches.ts";

interface Point {
  clientX: number;
  clientY: number;
}

/** What we need of a PointerEvent, whose places are finer than a MouseEvent's. */
export type PointerPress = Point & ModifierFlags & { button: number; buttons: number };

export interface MouseSink {
  move(x: number, y: number): void;
  send(message: InputMessage): boolean;
}

export interface MouseCaptureOptions {
  sink: MouseSink;
  /** The place under a point of the page; with `clamp` the nearest one. */
  placeOf(point: Point, clamp: boolean): Place | undefined;
  /** Before each button and wheel turn, so that held modifiers are there first. */
  beforeButton(flags: ModifierFlags): void;
}

/** By `PointerEvent.button`, and the bit of each in `PointerEvent.buttons`. */
const buttons: readonly MouseButton[] = ["left", "middle", "right", "back", "forward"];
const buttonBits: readonly number[] = [1, 4, 2, 8, 16];

/** The technician's mouse on the picture. A drag goes on outside the picture, at its edge. */
export class MouseCapture {
  readonly #options: MouseCaptureOptions;
  readonly #held = new Set<MouseButton>();
  #pointer: Point | undefined;

  constructor(options: MouseCaptureOptions) {
    this.#options = options;
  }

  /** A further button, while one is held, comes with a move (W3C Pointer Events, chorded buttons). */
  handleMove(event: PointerPress): void {
    this.#pointer = { clientX: event.clientX, clientY: event.clientY };
    if (event.button >= 0) {
      const isDown = (event.buttons & (buttonBits[event.button] ?? 0)) !== 0;
      if (isDown) this.handleDown(event);
      else this.handleUp(event);
      return;
    }
    const isDragging = this.#held.size > 0;
    const place = this.#options.placeOf(event, isDragging);
    if (place === undefined) return;
    if (isDragging) this.#options.beforeButton(event);
    this.#options.sink.move(place.x, place.y);
  }

  /** True when the press was on the picture. */
  handleDown(event: PointerPress): boolean {
    const button = buttons[event.button];
    const place = this.#options.placeOf(event, this.#held.size > 0);
    if (button === undefined || place === undefined) return false;
    this.#options.beforeButton(event);
    if (this.#options.sink.send({ type: "button", ...place, button, down: true })) this.#held.add(button);
    return true;
  }

  handleUp(event: PointerPress): boolean {
    const button = buttons[event.button];
    if (button === undefined || !this.#held.has(button)) return false;
    const place = this.#options.placeOf(event, true);
    if (place === undefined) return false;
    this.#held.delete(button);
    return this.#options.sink.send({ type: "button", ...place, button, down: false });
  }

  handleWheel(event: Point & ModifierFlags & WheelTurn): boolean {
    const place = this.#options.placeOf(this.#wheelPoint(event), this.#held.size > 0);
    if (place === undefined) return false;
    const turn = wheelNotches(event);
    if (turn.dx === 0 && turn.dy === 0) return true;
    this.#options.beforeButton(event);
    return this.#options.sink.send({ type: "wheel", ...place, ...turn });
  }

  /** A wheel event says its place in whole numbers only; the pointer that turns it knows better. */
  #wheelPoint(event: Point): Point {
    const pointer = this.#pointer;
    const isSame =
      pointer !== undefined &&
      Math.floor(pointer.clientX) === event.clientX &&
      Math.floor(pointer.clientY) === event.clientY;
    return isSame ? pointer : event;
  }

  /** Nothing is held any more: the line was lost, or everything was let go. */
  forget(): void {
    this.#held.clear();
  }
}
