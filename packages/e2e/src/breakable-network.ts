import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

type State = "whole" | "refusing" | "silent";

/** The way from a program to one TCP port, which a test can break in the two ways networks break. */
export class BreakableNetwork {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #state: State = "whole";

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
    this.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    server.on("connection", (socket) => this.#accept(socket));
  }

  static async to(url: string): Promise<BreakableNetwork> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new BreakableNetwork(server, Number(new URL(url).port));
  }

  /** What is open is cut, and what is tried is cut again. */
  cut(): void {
    this.#state = "refusing";
    for (const socket of this.#sockets) socket.destroy();
  }

  /** As when a cable is pulled: nothing arrives, nobody is told. */
  fallSilent(): void {
    this.#state = "silent";
    for (const socket of this.#sockets) socket.pause();
  }

  /** New connections pass again. Those of before a silence stay dead. */
  restore(): void {
    this.#state = "whole";
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.#hold(socket);
    if (this.#state === "refusing") socket.destroy();
    if (this.#state === "silent") socket.pause();
    if (this.#state !== "whole") return;
    const onward = connect(this.#port, "127.0.0.1");
    this.#hold(onward);
    this.#pass(socket, onward);
    this.#pass(onward, socket);
  }

  #pass(from: Socket, to: Socket): void {
    from.on("data", (bytes) => to.write(bytes));
    from.on("close", () => to.destroy());
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {
      // The close that always follows is what counts.
    });
  }
}
