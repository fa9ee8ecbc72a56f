import { OPEN, type SocketLike } from "./socket-like.ts";

/** A socket for tests, whose other end is the test. */
export class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  readonly sent: unknown[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  acceptOpen(): void {
    this.readyState = OPEN;
    this.onopen?.(new Event("open"));
  }

  deliver(data: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data: typeof data === "object" ? JSON.stringify(data) : data }));
  }

  breakOff(): void {
    this.readyState = 3;
    this.onclose?.(new Event("close") as CloseEvent);
  }
}
