/**
 * What one session costs when there are 1, 10 and 100 of them: CPU and memory of the real recording server and its media
 * relay, sealing to disk. Customers and technicians are synthetic and in a process of their own. Each session carries
 * what scrolling text needs with AV1.
 */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type IceCandidate, SessionId, ViewerId } from "@ferndiagnose/protocol";
import { printFigure, say } from "./figure.ts";
import { RecordingServer } from "./recording-server.ts";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "1,10,100" },
    rate: { type: "string", default: "60" },
    seconds: { type: "string", default: "10" },
  },
});
const counts = values.sessions.split(",").map(Number);
const packetsPerSecond = Number(values.rate);
const seconds = Number(values.seconds);

/** What recordings/bench/traffic.ts understands and says (recordings/bench/messages.ts). */
type ToTraffic =
  | { type: "begin"; session: number }
  | { type: "customer_answer" | "technician_offer"; session: number; sdp: string }
  | { type: "customer_candidate" | "technician_candidate"; session: number; candidate: IceCandidate }
  | { type: "rate"; packetsPerSecond: number };
type FromTraffic =
  | { type: "customer_offer" | "technician_answer"; session: number; sdp: string }
  | { type: "customer_candidate" | "technician_candidate"; session: number; candidate: IceCandidate }
  | { type: "connected"; session: number };

const program = path.resolve(import.meta.dirname, "../../../recordings/bench/traffic.ts");
const settleMs = 2_500;
const connectMs = 60_000;

interface Cost {
  sessions: number;
  relayCpuMs: number;
  serverCpuMs: number;
  bytes: number;
}

const server = await RecordingServer.start({ capacity: Math.max(...counts) });
const traffic = fork(program, [], { serialization: "advanced", env: {}, execArgv: ["--no-warnings"] });
const costs: Cost[] = [];
try {
  const connected = new Set<number>();
  traffic.on("message", (message: FromTraffic) => {
    if (message.type === "connected") connected.add(message.session);
    else fromTraffic(message);
  });
  tell({ type: "rate", packetsPerSecond });
  await sleep(settleMs);
  const idle = await server.use();
  for (const sessions of counts) {
    for (let session = connected.size; session < sessions; session += 1) await begin(session);
    const giveUpAt = performance.now() + connectMs;
    while (connected.size < sessions) {
      if (performance.now() > giveUpAt) throw new Error(`Of ${sessions} sessions ${connected.size} connected`);
      await sleep(50);
    }
    await sleep(settleMs);
    const before = await server.use();
    await sleep(seconds * 1000);
    const after = await server.use();
    const grown = (one: "server" | "relay") => after[one].residentBytes - idle[one].residentBytes;
    costs.push({
      sessions,
      relayCpuMs: (after.relay.cpuMs - before.relay.cpuMs) / seconds / sessions,
      serverCpuMs: (after.server.cpuMs - before.server.cpuMs) / seconds / sessions,
      bytes: (grown("server") + grown("relay")) / sessions,
    });
    say(`${sessions} sessions measured`);
  }
} finally {
  await end(traffic);
  await server.stop();
}

async function begin(session: number): Promise<void> {
  const { sessionId, viewerId } = idsOf(session);
  await server.arm(sessionId, (report) => {
    if (report.type === "customer_answer") tell({ type: "customer_answer", session, sdp: report.sdp });
    if (report.type === "technician_offer") tell({ type: "technician_offer", session, sdp: report.sdp });
    if (report.type === "customer_candidate" || report.type === "technician_candidate") {
      tell({ type: report.type, session, candidate: report.candidate });
    }
  });
  server.send({ type: "technician_joined", sessionId, viewerId });
  tell({ type: "begin", session });
}

function fromTraffic(message: Exclude<FromTraffic, { type: "connected" }>): void {
  const { sessionId, viewerId } = idsOf(message.session);
  switch (message.type) {
    case "customer_offer":
      server.send({ type: "customer_offer", sessionId, sdp: message.sdp });
      return;
    case "technician_answer":
      server.send({ type: "technician_answer", sessionId, viewerId, sdp: message.sdp });
      return;
    case "customer_candidate":
      server.send({ type: "customer_candidate", sessionId, candidate: message.candidate });
      return;
    case "technician_candidate":
      server.send({ type: "technician_candidate", sessionId, viewerId, candidate: message.candidate });
      return;
    default:
      message satisfies never;
  }
}

function tell(message: ToTraffic): void {
  traffic.send(message);
}

function idsOf(session: number): { sessionId: SessionId; viewerId: ViewerId } {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  const tail = [10, 5, 0].map((shift) => letters[(session >> shift) & 31]).join("");
  return { sessionId: SessionId.parse(tail.padStart(20, "a")), viewerId: ViewerId.parse(tail.padStart(12, "a")) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

const [first] = costs;
for (const { sessions, relayCpuMs, serverCpuMs, bytes } of costs) {
  const base = sessions === first?.sessions ? undefined : first;
  const perSecond = "ms/s";
  printFigure(`slope.relay_cpu_per_session_at_${sessions}`, relayCpuMs, perSecond, base?.relayCpuMs);
  printFigure(`slope.recorder_cpu_per_session_at_${sessions}`, serverCpuMs, perSecond, base?.serverCpuMs);
  printFigure(`slope.memory_per_session_at_${sessions}`, bytes / 2 ** 20, "MiB", base && base.bytes / 2 ** 20);
}
