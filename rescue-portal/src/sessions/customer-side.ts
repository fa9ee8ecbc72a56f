import type { ToCustomer } from "@ferndiagnose/protocol";
import { HeldMessages } from "./held-messages.ts";
import type { Outlet } from "./outlet.ts";

const missedAtMost = 64;

/** The customer's end of a session: at most one connected program, and what it missed while it was away. */
export class CustomerSide {
  readonly #missed = new HeldMessages<ToCustomer>(missedAtMost);
  #seat: Outlet<ToCustomer> | undefined;

  get isPresent(): boolean {
    return this.#seat !== undefined;
  }

  holds(seat: Outlet<ToCustomer>): boolean {
    return this.#seat === seat;
  }

  /** The program is there (again). It hears the greeting, then what it missed. */
  take(seat: Outlet<ToCustomer>, greeting: ToCustomer): void {
    this.#seat?.close();
    this.#seat = seat;
    seat.send(greeting);
    this.#missed.open((message) => this.#seat?.send(message));
  }

  leave(): void {
    this.#seat = undefined;
    this.#missed.shut();
  }

  /** Says it now, or when the program is back; false when too much is waiting already. */
  tell(message: ToCustomer): boolean {
    return this.#missed.send(message);
  }

  /** Says it now or never: what is worthless later. */
  tellIfPresent(message: ToCustomer): void {
    this.#seat?.send(message);
  }

  close(): void {
    this.#seat?.close();
    this.leave();
  }
}
