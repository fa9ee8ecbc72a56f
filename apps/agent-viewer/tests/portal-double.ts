import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import {
  type Account,
  CustomerConsentChange,
  type ErrorCode,
  NewSession,
  parseMessage,
  problemOf,
  SessionCreated,
  SupportConsentEntry,
  TechnicianMessage,
  ToTechnician,
} from "@ferndiagnose/protocol";
import { type WebSocket, WebSocketServer } from "ws";

const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** As strict as the portal's own headers: the page has to work under them. */
const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; " +
    "img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'",
  "permissions-policy": "autoplay=(), camera=(), microphone=(), display-capture=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

export const linkToken = "L".repeat(43);
const account: Account = { name: "anna", displayName: "Anna B.", role: "technician" };

/** A portal that says what the test tells it to, in the protocol's words, and remembers what it was told. */
export class PortalDouble {
  readonly received: TechnicianMessage[] = [];
  signedIn = false;
  /** What creating a session answers instead of a session. */
  creationProblem: ErrorCode | undefined;
  /** Customers who want no remote support, as this portal's registry has it. */
  readonly withdrawn = new Set<string>();
  /** What the registry was told, in order. */
  readonly noted: CustomerConsentChange[] = [];
  sessionLifeMs = 600_000;
  attaches = 0;
  /** Hears every message as it comes. */
  onMessage: (message: TechnicianMessage) => void = () => {};
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #socket: WebSocket | undefined;
  #state: ToTechnician | undefined;
  #isReachable = true;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    this.#server.on("upgrade", (request, socket, head) => {
      if (!this.#isReachable || !this.signedIn) return socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
    });
  }

  static async start(folder: string): Promise<PortalDouble> {
    const portal = new PortalDouble(folder);
    await new Promise<void>((resolve) => portal.#server.listen(0, "127.0.0.1", resolve));
    return portal;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.breakOff();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Tells the state of the session; the last one is told to whoever attaches. */
  tell(state: string, more: Record<string, unknown> = {}): void {
    this.#state = ToTechnician.parse({
      type: "state",
      state,
      rights: { view: { kind: "nothing" }, control: false },
      paused: false,
      expiresAt: Date.now() + this.sessionLifeMs,
      ...more,
    });
    this.send(this.#state);
  }

  send(message: ToTechnician): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** Cuts the line, and keeps it cut until `reachable` is set again. */
  breakOff(reachable = false): void {
    this.#isReachable = reachable;
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  setReachable(): void {
    this.#isReachable = true;
  }

  #welcome(socket: WebSocket): void {
    this.#socket = socket;
    socket.on("message", (data) => {
      const message = parseMessage(TechnicianMessage, String(data));
      this.received.push(message);
      if (message.type === "attach") {
        this.attaches += 1;
        if (this.#state !== undefined) this.send(this.#state);
      }
      this.onMessage(message);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://portal").pathname;
    if (path.startsWith("/api/v1/")) return this.#answerApi(`${request.method} ${path.slice(7)}`, request, response);
    const file = normalize(path === "/" ? "/index.html" : path);
    const body = await readFile(join(this.#folder, file)).catch(() => undefined);
    if (body === undefined) return void response.writeHead(404, headers).end();
    response
      .writeHead(200, { ...headers, "content-type": types[extname(file)] ?? "application/octet-stream" })
      .end(body);
  }

  async #answerApi(route: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const reply = (status: number, json: unknown) => {
      response.writeHead(status, { ...headers, "content-type": "application/json" }).end(JSON.stringify(json));
    };
    const refuse = (code: ErrorCode, seconds?: number) => reply(problemOf(code).status, problemOf(code, seconds));
    switch (route) {
      case "GET /me":
        return this.signedIn ? reply(200, account) : refuse("not_signed_in");
      case "POST /sign-in":
        if (body["password"] === "zu oft") return refuse("too_many_attempts", 30);
        if (body["name"] !== "anna" || body["password"] !== "richtig") return refuse("sign_in_failed");
        this.signedIn = true;
        return reply(200, account);
      case "POST /sign-in/link":
        if (body["token"] !== linkToken) return refuse("link_not_accepted");
        this.signedIn = true;
        return reply(200, account);
      case "POST /sign-out":
        this.signedIn = false;
        return void response.writeHead(204, headers).end();
      case "POST /sessions": {
        if (this.creationProblem !== undefined) return refuse(this.creationProblem);
        const { customerReference } = NewSession.parse(body);
        if (this.withdrawn.has(customerReference ?? "")) return refuse("consent_withdrawn_for_customer");
        this.tell("key_issued");
        const expiresAt = Date.now() + this.sessionLifeMs;
        return reply(201, SessionCreated.parse({ sessionId: "abcdefghijklmnopqrst", key: "1234567", expiresAt }));
      }
      case "POST /customers/consent": {
        const change = CustomerConsentChange.parse(body);
        this.noted.push(change);
        this.withdrawn[change.consent === "withdrawn" ? "add" : "delete"](change.customerReference);
        return reply(200, SupportConsentEntry.parse({ consent: change.consent, at: Date.now(), channel: "hotline" }));
      }
      default:
        return refuse("not_found");
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of request) text += part;
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
