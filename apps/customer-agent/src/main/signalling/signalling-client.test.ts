import { SessionKey } from "@ferndiagnose/protocol";
import { schemaExamples } from "@ferndiagnose/protocol/testing";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import type { SocketEvents } from "./open-socket.ts";
import { type ResumeTicket, SignallingClient } from "./signalling-client.ts";

const invitation = {
  sessionId: "a".repeat(20),
  resumeToken: "b".repeat(43),
  checkCode: "4711",
  technicianName: "Technik 7",
  organisation: "Beispiel-Netze GmbH",
  termsVersion: "2026-11-01.1",
  privacyVersion: "2026-11-01.1",
  retentionDays: 90,
};
const receiptExample = schemaExamples.find(({ name }) => name === "SignedReceipt")?.examples[0];
const joined = JSON.stringify({ type: "joined", invitation });

let clock: FakeClock;
let sockets: { url: string; events: SocketEvents; sent: string[]; pings: number; isClosed: boolean }[];
let happened: string[];
let client: SignallingClient;

beforeEach(() => {
  beginAnew();
  client.join(SessionKey.parse("1234567"));
  sockets[0]?.events.onOpen();
});

function beginAnew(): void {
  clock = new FakeClock(0);
  sockets = [];
  happened = [];
  client = new SignallingClient({
    portal: new URL("https://help.example/start"),
    clock,
    openSocket: (url, events) => {
      const socket = { url, events, sent: [] as string[], pings: 0, isClosed: false };
      sockets.push(socket);
      const close = () => {
        socket.isClosed = true;
      };
      return { send: (text) => void socket.sent.push(text), ping: () => void socket.pings++, close, terminate: close };
    },
    events: {
      onJoined: () => void happened.push("joined"),
      onRefused: ({ code }) => void happened.push(`refused ${code}`),
      onUnreachable: () => void happened.push("unreachable"),
      onMessage: ({ type }) => void happened.push(type),
      onLost: () => void happened.push("lost"),
      onResumed: () => void happened.push("resumed"),
      onGone: (reason) => void happened.push(`gone ${reason}`),
    },
  });
}

const typesSent = (index: number) => sockets[index]?.sent.map((text) => (JSON.parse(text) as { type: string }).type);

test("joins by an encrypted socket, and hears messages only afterwards", () => {
  expect(sockets[0]?.url).toBe("wss://help.example/api/v1/signalling/customer");
  const admitted = { type: "admitted", intakeKey: "0".repeat(64) };
  sockets[0]?.events.onText(JSON.stringify(admitted));
  sockets[0]?.events.onText("nonsense");
  sockets[0]?.events.onText(joined);
  sockets[0]?.events.onText(JSON.stringify(admitted));
  sockets[0]?.events.onText(JSON.stringify({ ...admitted, more: 1 }));
  expect(happened).toEqual(["joined", "admitted"]);
});

test("takes up the session of another process, says its end, and stays for the receipt", () => {
  client.close();
  beginAnew();
  client.takeUp({ sessionId: invitation.sessionId, resumeToken: invitation.resumeToken } as ResumeTicket);
  client.sayGoodbye({ type: "end", reason: "program_failed" }, true);
  clock.advance(0);
  sockets[0]?.events.onOpen();
  sockets[0]?.events.onText(joined);
  sockets[0]?.events.onText(JSON.stringify({ type: "receipt", receipt: receiptExample }));
  expect(typesSent(0)).toEqual(["resume", "end"]);
  expect(JSON.parse(sockets[0]?.sent[0] ?? "")).toMatchObject({ resumeToken: invitation.resumeToken });
  expect(happened).toEqual(["lost", "receipt"]);
});

test("a refused key, a silent portal and no portal are three things", () => {
  const problem = { type: "about:blank", title: "no", status: 404, code: "key_not_accepted" };
  sockets[0]?.events.onText(JSON.stringify({ type: "problem", problem }));
  expect(happened).toEqual(["refused key_not_accepted"]);
  clock.advance(20_000);
  expect(happened).toHaveLength(1);
});

test("a silent portal is given up after 10 s", () => {
  clock.advance(10_000);
  expect(happened).toEqual(["unreachable"]);
  expect(sockets[0]?.isClosed).toBe(true);
});

test("comes back with its ticket, again and again, for a minute", () => {
  sockets[0]?.events.onText(joined);
  sockets[0]?.events.onClosed();
  clock.advance(0);
  sockets[1]?.events.onClosed();
  clock.advance(500);
  sockets[2]?.events.onOpen();
  expect(JSON.parse(sockets[2]?.sent[0] ?? "")).toMatchObject({ type: "resume", resumeToken: invitation.resumeToken });
  sockets[2]?.events.onText(joined);
  expect(happened).toEqual(["joined", "lost", "resumed"]);
  sockets[2]?.events.onClosed();
  for (let attempt = 0; attempt < 60; attempt++) {
    clock.advance(1_000);
    sockets.at(-1)?.events.onClosed();
  }
  expect(happened).toEqual(["joined", "lost", "resumed", "lost", "gone customer_lost"]);
  const count = sockets.length;
  clock.advance(60_000);
  expect(sockets).toHaveLength(count);
});

test("a network that vanished without a word is noticed after 5 to 8 s, and a try on it is given up too", () => {
  sockets[0]?.events.onText(joined);
  for (let second = 0; second < 20; second += 2) {
    clock.advance(2_000);
    sockets[0]?.events.onPong();
  }
  expect(sockets[0]?.pings).toBe(10);
  expect(happened).toEqual(["joined"]);
  clock.advance(5_000);
  expect(happened).toEqual(["joined"]);
  clock.advance(3_000);
  expect(happened).toEqual(["joined", "lost"]);
  expect(sockets[0]?.isClosed).toBe(true);
  // What the dead socket still reports is nobody's any more.
  sockets[0]?.events.onClosed();
  expect(sockets).toHaveLength(2);
  sockets[1]?.events.onOpen();
  clock.advance(12_000);
  expect(sockets[1]?.isClosed).toBe(true);
  sockets[2]?.events.onOpen();
  sockets[2]?.events.onText(joined);
  expect(happened).toEqual(["joined", "lost", "resumed"]);
  clock.advance(2_000);
  expect(sockets[2]?.pings).toBe(1);
});

test("a session that the portal does not know any more is gone at once", () => {
  sockets[0]?.events.onText(joined);
  sockets[0]?.events.onClosed();
  clock.advance(0);
  const problem = { type: "about:blank", title: "no", status: 404, code: "session_unknown" };
  sockets[1]?.events.onText(JSON.stringify({ type: "problem", problem }));
  expect(happened).toEqual(["joined", "lost", "gone server_stopped"]);
});

const receiptText = JSON.stringify({ type: "receipt", receipt: receiptExample });

test("a goodbye that stays hears what comes afterwards, until it is closed", () => {
  sockets[0]?.events.onText(joined);
  client.sayGoodbye({ type: "end", reason: "customer_f11" }, true);
  expect(sockets[0]?.isClosed).toBe(false);
  sockets[0]?.events.onText(receiptText);
  expect(happened).toEqual(["joined", "receipt"]);
  client.close();
  expect(sockets[0]?.isClosed).toBe(true);
});

test("a goodbye that stays comes back, to a session that is over already", () => {
  sockets[0]?.events.onText(joined);
  client.sayGoodbye({ type: "end", reason: "customer_f11" }, true);
  sockets[0]?.events.onClosed();
  clock.advance(0);
  sockets[1]?.events.onOpen();
  sockets[1]?.events.onText('{"type":"ended","reason":"customer_f11"}');
  sockets[1]?.events.onText(receiptText);
  expect(happened).toEqual(["joined", "lost", "ended", "receipt"]);
  expect(typesSent(1)).toEqual(["resume"]);
  // Nobody gives it up any more: it is back.
  for (let beat = 0; beat < 40; beat++) {
    sockets[1]?.events.onPong();
    clock.advance(2_000);
  }
  expect(happened).toHaveLength(4);
});

test("a goodbye that nobody heard is said again to a session that still goes on", () => {
  sockets[0]?.events.onText(joined);
  client.sayGoodbye({ type: "end", reason: "customer_f11" }, true);
  sockets[0]?.events.onClosed();
  clock.advance(0);
  sockets[1]?.events.onOpen();
  sockets[1]?.events.onText(joined);
  expect(typesSent(1)).toEqual(["resume", "end"]);
  expect(sockets[1]?.isClosed).toBe(false);
  expect(happened).toEqual(["joined", "lost"]);
});

test("the goodbye is kept while the socket is broken", () => {
  sockets[0]?.events.onText(joined);
  sockets[0]?.events.onClosed();
  client.sayGoodbye({ type: "end", reason: "customer_f11" });
  clock.advance(0);
  sockets[1]?.events.onOpen();
  sockets[1]?.events.onText(joined);
  expect(typesSent(1)).toEqual(["resume", "end"]);
  expect(sockets[1]?.isClosed).toBe(true);
  expect(happened).toEqual(["joined", "lost"]);
});
