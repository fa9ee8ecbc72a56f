import { startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { Customer } from "./customer.ts";
import { ForgedServer } from "./forged-server.ts";

/** What a hostile server acts in: the customer's real program on a screen with an ordinary program on it. */
export class ForgedScene {
  readonly target: TargetWindow;
  readonly server: ForgedServer;
  readonly customer: Customer;
  readonly #close: () => Promise<void>;

  private constructor(parts: Pick<ForgedScene, "target" | "server" | "customer" | "close">) {
    this.target = parts.target;
    this.server = parts.server;
    this.customer = parts.customer;
    this.#close = parts.close;
  }

  /** Connected, with control granted by the customer, before the first heartbeat. */
  static async open(): Promise<ForgedScene> {
    const opened: (() => Promise<unknown>)[] = [];
    const close = async () => {
      for (const closeOne of opened.splice(0).reverse()) await closeOne();
    };
    try {
      const display = await startVirtualDisplay({ width: 800, height: 600 });
      opened.push(() => display.stop());
      const target = await TargetWindow.open(display, { moving: true });
      opened.push(() => target.stop());
      const server = await ForgedServer.start();
      opened.push(() => server.stop());
      const customer = await Customer.start(display, server.url);
      opened.push(() => customer.close());
      await customer.enterKey("1234567");
      await customer.checkCode();
      server.admit();
      await customer.consent();
      await customer.choose("control");
      server.arm();
      server.say({ type: "viewers", count: 1 });
      await server.connected();
      return new ForgedScene({ target, server, customer, close });
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** A click into the middle of the ordinary program, sent past the relay. */
  click(): void {
    for (const down of [true, false]) {
      this.server.input("input", { type: "button", x: 0.5, y: 0.8, button: "left", down });
    }
  }

  close(): Promise<void> {
    return this.#close();
  }
}
