import { readFileSync } from "node:fs";
import { ForgedSocket } from "./forged-socket.ts";
import { checkKey, type ForgedVisitor } from "./forged-visitor.ts";
import type { Server } from "./server.ts";

export const socketPaths = {
  customer: "/api/v1/signalling/customer",
  technician: "/api/v1/signalling/technician",
  recorder: "/api/v1/signalling/recorder",
} as const;

/** Compares a server after an attack with the one before: the same processes, ready, and nothing repeated in its log. */
export class Aftermath {
  readonly #server: Server;
  readonly #processes: readonly number[];
  readonly #linesBefore: number;

  constructor(server: Server) {
    this.#server = server;
    this.#processes = processesOf(server);
    this.#linesBefore = server.program.errorLines.length;
  }

  /** What is wrong, in words; empty when nothing is. */
  async findings(marker: string): Promise<string[]> {
    const found: string[] = [];
    const after = processesOf(this.#server);
    if (after.join() !== this.#processes.join()) found.push(`processes were ${this.#processes}, are ${after}`);
    const ready = await fetch(`${this.#server.summary.operations}/readyz`);
    if (!ready.ok) found.push(`readyz answers ${ready.status}`);
    for (const line of [...this.#server.program.lines, ...this.#server.program.errorLines]) {
      if (line.includes(marker)) found.push(`the log repeats what was sent: ${line.slice(0, 300)}`);
    }
    for (const line of this.newLogLines) if (isAlarm(line)) found.push(`the log has an error: ${line.slice(0, 600)}`);
    return found;
  }

  get newLogLines(): readonly string[] {
    return this.#server.program.errorLines.slice(this.#linesBefore);
  }
}

/** A whole ordinary beginning: a key, recognised, joined. Throws where it does not work. */
export async function beginOrdinarySession(visitor: ForgedVisitor): Promise<void> {
  const { portal } = visitor.server.summary;
  const { key } = await visitor.newSession();
  const checked = await checkKey(portal, key);
  if (checked.status !== 200) throw new Error(`A live key is answered with ${checked.status} ${checked.text}`);
  const customer = await ForgedSocket.open({ url: portal + socketPaths.customer });
  customer.say({ type: "join", version: 1, key });
  await customer.hear("joined");
  customer.cut();
}

/** What no answer may hold: a stack trace, a path, a file of ours, or what was sent. */
export function tellsTooMuch(answer: string, marker: string): boolean {
  return answer.includes(marker) || /[\\/]\w+[\\/]|\.[cm]?[jt]s\b|\n? {2,}at \S+|node_modules|Error:/.test(answer);
}

/** The server's process and its children, the media relay among them. */
function processesOf({ program }: Server): number[] {
  const children = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, "utf8");
  return [program.pid, ...children.trim().split(/\s+/).map(Number)];
}

function isAlarm(line: string): boolean {
  return /"level":(50|60|"error"|"fatal")/.test(line) || /^\s+at /.test(line) || line.includes("(node:");
}
