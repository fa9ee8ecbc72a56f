import { createServer, type Server } from "node:http";
import type { Registry } from "prom-client";

export interface OperationsServerOptions {
  host: string;
  port: number;
  registry: Registry;
  /** What keeps it from being ready, as codes; empty when nothing does. */
  missing: () => readonly string[];
}

/** Health and metrics on a port of their own, for this machine only. */
export class OperationsServer {
  readonly #server: Server;
  readonly #options: OperationsServerOptions;

  constructor(options: OperationsServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void this.#answer(request.url ?? "").then(({ status, type, body }) => {
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.port, this.#options.host, resolve);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(url: string): Promise<{ status: number; type: string; body: string }> {
    const { registry, missing } = this.#options;
    switch (url) {
      case "/healthz":
        return { status: 200, type: "text/plain", body: "ok\n" };
      case "/readyz":
        return missing().length === 0
          ? { status: 200, type: "text/plain", body: "ready\n" }
          : { status: 503, type: "text/plain", body: `not ready: ${missing().join(" ")}\n` };
      case "/metrics":
        return { status: 200, type: registry.contentType, body: await registry.metrics() };
      default:
        return { status: 404, type: "text/plain", body: "not found\n" };
    }
  }
}
