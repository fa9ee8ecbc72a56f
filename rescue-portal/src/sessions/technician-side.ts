import { ProtocolError, policy, type ToTechnician, type ViewerId } from "@ferndiagnose/protocol";
import type { Outlet } from "./outlet.ts";

/** The technician's end of a session: the connected browsers of the account that owns it. */
export class TechnicianSide {
  readonly #seats = new Map<ViewerId, Outlet<ToTechnician>>();

  get isPresent(): boolean {
    return this.#seats.size > 0;
  }

  get viewers(): readonly ViewerId[] {
    return [...this.#seats.keys()];
  }

  has(viewerId: ViewerId): boolean {
    return this.#seats.has(viewerId);
  }

  take(viewerId: ViewerId, seat: Outlet<ToTechnician>): void {
    if (this.#seats.size >= policy.MAX_VIEWERS) throw new ProtocolError("not_possible_now");
    this.#seats.set(viewerId, seat);
  }

  leave(viewerId: ViewerId): boolean {
    return this.#seats.delete(viewerId);
  }

  tell(message: ToTechnician): void {
    for (const seat of this.#seats.values()) seat.send(message);
  }

  tellOne(viewerId: ViewerId, message: ToTechnician): void {
    this.#seats.get(viewerId)?.send(message);
  }

  close(): void {
    for (const seat of [...this.#seats.values()]) seat.close();
    this.#seats.clear();
  }
}
