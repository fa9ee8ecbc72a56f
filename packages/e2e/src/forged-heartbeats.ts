import { generateKeyPairSync } from "node:crypto";
import type { Heartbeat } from "@ferndiagnose/protocol";
import type { ForgedServer } from "./forged-server.ts";

const forger = generateKeyPairSync("ed25519").privateKey;

function says(server: ForgedServer, make: (beat: number) => Heartbeat): void {
  let beat = 1_000;
  server.keepSaying(() => ({ type: "heartbeat", heartbeat: make(beat++) }));
}

type Lie = (server: ForgedServer, genuine: Heartbeat) => void;

const table = {
  none: (server) => server.fallSilent(),
  "the last one again": (server, genuine) => says(server, () => genuine),
  "another key's": (server) => says(server, (beat) => server.heartbeat({ beat }, forger)),
  "a signature over something else": (server, genuine) => says(server, (beat) => ({ ...genuine, beat })),
  "another recording's": (server) =>
    says(server, (beat) => server.heartbeat({ beat, recordingId: "f".repeat(32) as Heartbeat["recordingId"] })),
  "genuine ones, held back and given out slowly": (server) => {
    const since = server.recordedMs;
    says(server, () => server.heartbeat({ monoMs: since + Math.round((server.recordedMs - since) / 20) }));
  },
  "genuine ones about what is not durable": (server) => {
    const since = performance.now();
    says(server, () => server.heartbeat({ lagMs: Math.round(performance.now() - since) + 600 }));
  },
} satisfies Record<string, Lie>;

/** What a server may say instead of the truth; none of it may keep a session alive. */
export const lies: Readonly<Record<keyof typeof table, Lie>> = table;
