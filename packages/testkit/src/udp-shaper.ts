import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";

/** What a shaped path does to packets, in each direction by itself. */
export interface Shape {
  /** One way, on top of the time a packet waits its turn. */
  delayMs: number;
  /** Payload bits per second; unlimited when undefined. */
  bitsPerSecond: number | undefined;
  /** What may wait for its turn; the rest is dropped, as in a router's queue. */
  queueBytes: number;
  /** Share of packets lost, 0 to 1. */
  loss: number;
}

export const OPEN_PATH: Shape = { delayMs: 0, bitsPerSecond: undefined, queueBytes: 64 * 1024, loss: 0 };

export interface DirectionCount {
  packets: number;
  bytes: number;
  lost: number;
  overflowed: number;
}

export type Direction = "toTarget" | "fromTarget";

export interface UdpShaperOptions {
  target: { address: string; port: number };
  /** The loss pattern repeats with the seed. */
  seed?: number;
  shape?: Partial<Shape>;
}

/**
 * A UDP path that is as slow, late and lossy as a test wants, in user space. Whoever sends to `port` reaches the target,
 * which sees one port of ours per sender and answers to it.
 */
export class UdpShaper {
  readonly #target: { address: string; port: number };
  readonly #front: Socket;
  readonly #backs = new Map<string, Socket>();
  readonly #directions: Record<Direction, ShapedDirection>;
  readonly port: number;

  private constructor(front: Socket, options: UdpShaperOptions) {
    this.#front = front;
    this.#target = options.target;
    this.port = front.address().port;
    const shape = { ...OPEN_PATH, ...options.shape };
    const seed = options.seed ?? 1;
    this.#directions = {
      toTarget: new ShapedDirection(shape, randomOf(seed)),
      fromTarget: new ShapedDirection(shape, randomOf(seed + 0x9e3779b9)),
    };
    front.on("message", (packet, from) => this.#forward(packet, from.address, from.port));
  }

  static async start(options: UdpShaperOptions): Promise<UdpShaper> {
    const { address } = options.target;
    const front = openSocket(address);
    await new Promise<void>((resolve, reject) => {
      front.once("error", reject);
      front.bind(0, isIPv6(address) ? "::1" : "127.0.0.1", resolve);
    });
    return new UdpShaper(front, options);
  }

  /** Takes effect for packets that arrive from now on. */
  change(shape: Partial<Shape>, directions: readonly Direction[] = ["toTarget", "fromTarget"]): void {
    for (const direction of directions) this.#directions[direction].change(shape);
  }

  count(direction: Direction): DirectionCount {
    return { ...this.#directions[direction].count };
  }

  close(): void {
    for (const direction of Object.values(this.#directions)) direction.close();
    for (const back of this.#backs.values()) back.close();
    this.#backs.clear();
    this.#front.close();
  }

  #forward(packet: Buffer, address: string, port: number): void {
    const back = this.#backOf(address, port);
    this.#directions.toTarget.push(packet.length, () => {
      back.send(packet, this.#target.port, this.#target.address);
    });
  }

  #backOf(address: string, port: number): Socket {
    const key = `${address} ${port}`;
    const known = this.#backs.get(key);
    if (known !== undefined) return known;
    const back = openSocket(address);
    back.on("message", (packet) => {
      this.#directions.fromTarget.push(packet.length, () => this.#front.send(packet, port, address));
    });
    this.#backs.set(key, back);
    return back;
  }
}

/** The candidate line with another address and port; everything else stays (RFC 8839 section 5.1). */
export function redirectedCandidate(candidate: string, to: { address: string; port: number }): string {
  const fields = candidate.split(" ");
  fields[4] = to.address;
  fields[5] = String(to.port);
  return fields.join(" ");
}

/** Address and port of a UDP candidate, or undefined for other transports. */
export function udpAddressOf(candidate: string): { address: string; port: number } | undefined {
  const [, , transport, , address, port] = candidate.split(" ");
  if (transport?.toLowerCase() !== "udp" || address === undefined) return undefined;
  return { address, port: Number(port) };
}

class ShapedDirection {
  readonly count: DirectionCount = { packets: 0, bytes: 0, lost: 0, overflowed: 0 };
  readonly #random: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #shape: Shape;
  /** When the line will have sent all that waits for it. */
  #freeAtMs = 0;
  #closed = false;

  constructor(shape: Shape, random: () => number) {
    this.#shape = shape;
    this.#random = random;
  }

  change(shape: Partial<Shape>): void {
    this.#shape = { ...this.#shape, ...shape };
    if (this.#shape.bitsPerSecond === undefined) this.#freeAtMs = 0;
  }

  push(bytes: number, deliver: () => void): void {
    if (this.#random() < this.#shape.loss) {
      this.count.lost += 1;
      return;
    }
    const nowMs = performance.now();
    const leavesAtMs = this.#leaveTime(bytes, nowMs);
    if (leavesAtMs === undefined) {
      this.count.overflowed += 1;
      return;
    }
    this.count.packets += 1;
    this.count.bytes += bytes;
    const waitMs = leavesAtMs - nowMs + this.#shape.delayMs;
    if (waitMs < 1) {
      deliver();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) deliver();
    }, waitMs);
    this.#timers.add(timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #leaveTime(bytes: number, nowMs: number): number | undefined {
    const { bitsPerSecond, queueBytes } = this.#shape;
    if (bitsPerSecond === undefined) return nowMs;
    const beginsAtMs = Math.max(nowMs, this.#freeAtMs);
    const waitingBytes = ((beginsAtMs - nowMs) * bitsPerSecond) / 8000;
    if (waitingBytes + bytes > queueBytes) return undefined;
    this.#freeAtMs = beginsAtMs + (bytes * 8000) / bitsPerSecond;
    return this.#freeAtMs;
  }
}

/** Bursts wait in the kernel until this process has its turn; what it drops would look like our loss. */
function openSocket(address: string): Socket {
  return createSocket({ type: isIPv6(address) ? "udp6" : "udp4", recvBufferSize: 4 * 1024 * 1024 });
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
