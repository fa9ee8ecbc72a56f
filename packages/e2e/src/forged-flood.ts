import { ForgedSocket, type SocketPlace } from "./forged-socket.ts";

/** So many malformed messages are answered before the portal closes a socket. */
const messagesPerSocket = 20;

export interface FloodResult {
  /** How often each code was the answer. */
  readonly codes: ReadonlyMap<string, number>;
  /** How often sockets were closed with each code. */
  readonly closes: ReadonlyMap<number, number>;
  /** Every different text that came back. */
  readonly answers: ReadonlySet<string>;
}

/** Sends all of them, over as many sockets as that takes, a few at a time. */
export async function flood(
  place: SocketPlace,
  messages: readonly (string | Uint8Array)[],
  side: "people" | "recorder",
  socketsAtOnce = 4,
): Promise<FloodResult> {
  const codes = new Map<string, number>();
  const closes = new Map<number, number>();
  const answers = new Set<string>();
  let next = 0;

  async function work(): Promise<void> {
    while (next < messages.length) {
      const batch = messages.slice(next, next + messagesPerSocket);
      next += messagesPerSocket;
      const socket = await ForgedSocket.open(place);
      for (const message of batch) socket.sayRaw(message);
      await socket.closed();
      count(closes, socket.closeCode ?? 0);
      for (const text of socket.texts) {
        answers.add(text);
        count(codes, codeOf(text, side));
      }
    }
  }

  await Promise.all(Array.from({ length: socketsAtOnce }, work));
  return { codes, closes, answers };
}

function codeOf(text: string, side: "people" | "recorder"): string {
  const message = JSON.parse(text) as { type: string; code?: string; problem?: { code: string } };
  const code = side === "recorder" ? message.code : message.problem?.code;
  return code ?? `no code, but ${message.type}`;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
