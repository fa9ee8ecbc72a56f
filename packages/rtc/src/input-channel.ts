import { InputMessage, PointerMessage } from "@ferndiagnose/protocol";
import { splitText } from "./split-text.ts";

/** What we need of a data channel. */
export type WritableChannel = Pick<RTCDataChannel, "readyState" | "bufferedAmount" | "send">;

/** Calls once before the browser paints next, as `requestAnimationFrame` does. */
export type FrameScheduler = (run: () => void) => void;

/** An older place waits for nothing: what lies in the buffer beyond this makes the pointer lag. */
const POINTER_BUFFER_BYTES = 4 * 1024;
/** With this much unsent the line is dead for input; only letting go is still queued. */
const INPUT_BUFFER_BYTES = 64 * 1024;
const MAX_TEXT = 1000;

/** The technician's side of the channels: checks what it sends, and never floods. */
export class InputChannel {
  readonly #schedule: FrameScheduler;
  #pointer: WritableChannel | undefined;
  #input: WritableChannel | undefined;
  #pendingMove: PointerMessage | undefined;
  #frameRunning = false;

  constructor(schedule: FrameScheduler = (run) => void requestAnimationFrame(run)) {
    this.#schedule = schedule;
  }

  attachPointer(channel: WritableChannel | undefined): void {
    this.#pointer = channel;
    this.#pendingMove = undefined;
  }

  attachInput(channel: WritableChannel | undefined): void {
    this.#input = channel;
  }

  get isOpen(): boolean {
    return this.#input?.readyState === "open";
  }

  /** Sends the place at once when the frame is still unused, else the last one of the frame when it is over. */
  move(x: number, y: number): void {
    const message = PointerMessage.safeParse({ type: "move", x, y });
    if (!message.success) return;
    this.#pendingMove = message.data;
    if (!this.#frameRunning) this.#flushMove();
  }

  /** Sends one message; false when it is not a valid one, or the line is closed or jammed. */
  send(message: InputMessage): boolean {
    const valid = InputMessage.safeParse(message);
    if (!valid.success || this.#input?.readyState !== "open") return false;
    const isJammed = this.#input.bufferedAmount > INPUT_BUFFER_BYTES;
    if (isJammed && !letsGo(valid.data)) return false;
    // Buttons and wheel turns carry their place: one that waits is older.
    if ("x" in valid.data) this.#pendingMove = undefined;
    this.#input.send(JSON.stringify(valid.data));
    return true;
  }

  /** Characters in as many messages as they need; stops at the first that cannot be sent. */
  sendText(text: string): boolean {
    return splitText(text, MAX_TEXT).every((part) => this.send({ type: "text", text: part }));
  }

  #flushMove(): void {
    const message = this.#pendingMove;
    if (message === undefined || this.#pointer?.readyState !== "open") return;
    if (this.#pointer.bufferedAmount <= POINTER_BUFFER_BYTES) {
      this.#pendingMove = undefined;
      this.#pointer.send(JSON.stringify(message));
    }
    this.#frameRunning = true;
    this.#schedule(() => {
      this.#frameRunning = false;
      this.#flushMove();
    });
  }
}

function letsGo(message: InputMessage): boolean {
  return message.type === "release_all" || ("down" in message && !message.down);
}
