import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import {
  PROTOCOL_VERSION,
  type RecorderMessage,
  type RecordingStatus,
  SessionId,
  type ToRecorder,
} from "@ferndiagnose/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { realPorts } from "../testing/test-ports.ts";
import { PortalLink, recorderSocketPath } from "./portal-link.ts";

const sessionId = SessionId.parse("a".repeat(20));
const arm = {
  type: "arm",
  sessionId,
  history: [],
  technician: "ABCD-2345",
  organisation: "Example",
  complaintCode: { enc: "0".repeat(64), ciphertext: "0".repeat(72) },
};
const status: RecordingStatus = { sessionId, state: "locked", openings: [] };
let portal: WebSocketServer;
let connections: { socket: WebSocket; request: IncomingMessage; messages: RecorderMessage[] }[];
let link: PortalLink;
let failed: SessionId[];
let heard: (ToRecorder | "connected" | "lost")[];
const ports = realPorts();

beforeEach(async () => {
  connections = [];
  heard = [];
  failed = [];
  await listen();
  const address = portal.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  link = new PortalLink(ports, {
    portalUrl: `http://127.0.0.1:${address.port}`,
    token: "token-of-the-recorder",
    hello: () => ({
      type: "hello",
      version: PROTOCOL_VERSION,
      instanceId: "0".repeat(32),
      capacity: 3,
      iceServers: [],
      intakeKey: "0".repeat(64),
      serverSecret: "0".repeat(64),
    }),
    onMessage: (message) => {
      heard.push(message);
      if (message.type === "technician_left") throw Object.assign(new Error("broken"), { code: "EBROKEN" });
    },
    onSessionFailed: (id) => failed.push(id),
    onConnected: () => heard.push("connected"),
    onLost: () => heard.push("lost"),
  });
  link.start();
  await expect.poll(() => connections[0]?.messages.length).toBe(1);
});

afterEach(async () => {
  await link.stop();
  portal.close();
});

async function listen(port = 0): Promise<void> {
  portal = new WebSocketServer({ port, host: "127.0.0.1", path: recorderSocketPath });
  portal.on("connection", (socket, request) => {
    const connection = { socket, request, messages: [] as RecorderMessage[] };
    connections.push(connection);
    socket.on("message", (data) => connection.messages.push(JSON.parse(data.toString()) as RecorderMessage));
  });
  await once(portal, "listening");
}

function say(message: ToRecorder | object | string): void {
  connections.at(-1)?.socket.send(typeof message === "string" ? message : JSON.stringify(message));
}

async function welcome(): Promise<void> {
  say({ type: "welcome" });
  await expect.poll(() => link.isConnected).toBe(true);
}

test("dials with its token and says hello first", () => {
  expect(connections[0]?.request.headers.authorization).toBe("Bearer token-of-the-recorder");
  expect(connections[0]?.messages[0]).toMatchObject({ type: "hello", capacity: 3 });
  expect(link.isConnected).toBe(false);
});

test("hears the portal once welcomed, and not before", async () => {
  say(arm);
  await welcome();
  say(arm);
  await expect.poll(() => heard.length).toBe(2);
  expect(heard).toEqual(["connected", arm]);
});

test("a malformed message is refused and harms nothing", async () => {
  await welcome();
  for (const text of ["", "{", "[]", '{"type":"arm"}', '{"type":"unheard_of"}', "\u0000"]) say(text);
  connections[0]?.socket.send(Buffer.from([1, 2, 3]), { binary: true });
  say({ type: "technician_joined", sessionId, viewerId: "b".repeat(12) });
  await expect.poll(() => heard.length).toBe(2);
  expect(ports.log.lines.filter(({ message }) => message === "portal.message_refused").length).toBeGreaterThanOrEqual(
    7,
  );
});

test("an error at one session's message fails that session, and the line lives", async () => {
  await welcome();
  say({ type: "technician_left", sessionId, viewerId: "b".repeat(12) });
  say(arm);
  await expect.poll(() => heard).toEqual(["connected", expect.anything(), arm]);
  expect(failed).toEqual([sessionId]);
  expect(link.isConnected).toBe(true);
  const line = ports.log.lines.find(({ message }) => message === "session.message_failed");
  expect(line).toMatchObject({ fields: { sessionId, code: "EBROKEN" } });
});

test("comes back by itself, and tells then what must not be lost", async () => {
  await welcome();
  connections[0]?.socket.terminate();
  await expect.poll(() => heard).toEqual(["connected", "lost"]);
  link.send({ type: "viewers", sessionId, count: 1 });
  link.send({ type: "ended", sessionId, reason: "media_failed" });
  link.send({ type: "sealed", sessionId, outcome: "complete" });
  link.send({ type: "recording_statuses", statuses: [status] });
  await expect.poll(() => connections.length, { timeout: 5_000 }).toBe(2);
  await welcome();
  await expect.poll(() => connections[1]?.messages.length).toBe(4);
  expect(connections[1]?.messages.map(({ type }) => type)).toEqual(["hello", "ended", "sealed", "recording_statuses"]);
});

test("tells the end of a session again when the line was lost right after it", async () => {
  await welcome();
  link.send({ type: "sealed", sessionId, outcome: "complete" });
  link.send({ type: "recording_statuses", statuses: [status] });
  link.send({ type: "viewers", sessionId, count: 0 });
  await expect.poll(() => connections[0]?.messages.length).toBe(4);
  connections[0]?.socket.terminate();
  await expect.poll(() => connections.length, { timeout: 5_000 }).toBe(2);
  await welcome();
  await expect.poll(() => connections[1]?.messages.map(({ type }) => type)).toEqual(["hello", "sealed"]);
});

test("a refusal is no reason to knock without pause", async () => {
  say({ type: "refused", code: "client_too_old" });
  await expect.poll(() => ports.log.messages.includes("portal.refused")).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(connections).toHaveLength(1);
});

test("stops even if nobody answers", async () => {
  await link.stop();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(connections).toHaveLength(1);
});
