import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Witness } from "./witness.ts";

const longestBody = 80_000;
const requestMs = 10_000;

export interface WitnessServerOptions {
  readonly witness: Witness;
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Told of a disk that fails and of any other fault inside. */
  readonly onFault: (error: unknown) => void;
}

export interface WitnessServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `POST /add-checkpoint` and `GET /<origin hash>/checkpoint` of C2SP tlog-witness over plain HTTP. */
export async function startWitnessServer(options: WitnessServerOptions): Promise<WitnessServer> {
  const server = createServer({ requestTimeout: requestMs, headersTimeout: requestMs }, (request, response) => {
    respond(options.witness, request, response).catch((error: unknown) => {
      options.onFault(error);
      if (response.headersSent) response.destroy();
      else send(response, 500, "the witness failed\n");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${options.host}:${port}`, close: () => closeServer(server) };
}

async function respond(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "";
  if (path === "/add-checkpoint") {
    if (request.method !== "POST") return send(response, 405, "POST only\n");
    const body = await readBody(request);
    if (body === undefined) return send(response, 413, "too long\n");
    const answer = await witness.addCheckpoint(body);
    return send(response, answer.status, answer.body, answer.contentType);
  }
  const [, hash = ""] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  const checkpoint = request.method === "GET" ? await witness.cosigned(hash) : undefined;
  if (checkpoint === undefined) send(response, 404, "not found\n");
  else send(response, 200, checkpoint);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  // What is left of a body nobody reads would be taken for the next request.
  if (status === 413) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeIdleConnections();
  });
}
