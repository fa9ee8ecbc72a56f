import { NO_RIGHTS, type Rights, type ViewScope } from "@ferndiagnose/protocol";
import type { ControlEnd } from "@ferndiagnose/protocol/ipc";
import {
  applyGrantEvent,
  effectiveRights,
  type FreezeCause,
  type Grant,
  type GrantEvent,
  noGrant,
} from "@ferndiagnose/session";
import type { Log } from "../log.ts";
import type { OwnMessage } from "../signalling/signalling-client.ts";
import { type Announcement, ControlTerm, type ControlTermPorts } from "./control-term.ts";

export type RightsMessage = Extract<OwnMessage, { type: "rights_changed" | "set_paused" }>;

export interface LiveRightsPorts extends Pick<ControlTermPorts, "clock" | "activity"> {
  log: Log;
  /** Makes the facts follow, at once. */
  onChange(): void;
  /** What the others have to hear of it. */
  tell(message: RightsMessage): void;
}

/**
 * What the customer grants during a session, on this computer: the grant itself, its pauses, and the end of control by
 * time. Everything effective is asked for here at the moment it is needed.
 */
export class LiveRights {
  readonly #ports: LiveRightsPorts;
  readonly #term: ControlTerm;
  #grant: Grant = noGrant;
  #isPaused = false;
  #isChanging = false;
  #expired: ControlEnd | undefined;

  constructor(ports: LiveRightsPorts) {
    this.#ports = ports;
    this.#term = new ControlTerm({
      clock: ports.clock,
      activity: ports.activity,
      onEnd: (because) => this.#expire(because),
      onChange: () => ports.onChange(),
    });
  }

  /** What the customer granted last, whether it holds at this moment or not. */
  get granted(): Rights {
    return this.#grant.rights;
  }

  get isGranted(): boolean {
    return this.#grant.grantNumber > 0;
  }

  /** What may happen at this moment. */
  get effective(): Rights {
    return effectiveRights(this.#grant);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The customer is choosing anew what is shown; nothing is shown meanwhile. */
  get isChanging(): boolean {
    return this.#isChanging;
  }

  get isOpen(): boolean {
    return this.#grant.gate === "open";
  }

  get frozenBy(): readonly FreezeCause[] {
    return this.#grant.frozenBy;
  }

  /** Control was taken back by time, and the customer has not decided anew. */
  get expired(): ControlEnd | undefined {
    return this.#expired;
  }

  /** By the clock that was passed in, while control is granted. */
  get controlEndsAtLatestMs(): number | undefined {
    return this.granted.control ? this.#term.endsAtLatestMs : undefined;
  }

  get controlEnds(): Announcement | undefined {
    return this.#term.announced;
  }

  /** By the customer's own hand. */
  grant(rights: Rights): void {
    if (!this.#apply({ type: "granted", origin: "customer", rights })) return;
    this.#expired = undefined;
    if (rights.control) this.#term.begin();
    else this.#term.end();
    this.#ports.tell({ type: "rights_changed", rights });
    this.#ports.onChange();
  }

  /** There is less to see than was granted. With nothing to see there is nothing to control. */
  narrow(view: ViewScope): void {
    const rights = view.kind === "nothing" ? NO_RIGHTS : { ...this.granted, view };
    if (!this.#apply({ type: "restricted", origin: "program", rights })) return;
    if (!rights.control) this.#term.end();
    this.#ports.tell({ type: "rights_changed", rights });
    this.#ports.onChange();
  }

  setPaused(paused: boolean): void {
    this.#isPaused = paused;
    this.#cover();
  }

  setChanging(changing: boolean): void {
    this.#isChanging = changing;
    this.#cover();
  }

  open(): void {
    if (this.#grant.gate === "closed" && this.#apply({ type: "opened", origin: "program" })) this.#ports.onChange();
  }

  freeze(cause: FreezeCause): void {
    if (this.frozenBy.includes(cause)) return;
    this.#ports.log.info("session.frozen", { cause });
    this.#apply({ type: "frozen", origin: "program", cause });
    this.#ports.onChange();
  }

  thaw(cause: FreezeCause): void {
    if (!this.frozenBy.includes(cause)) return;
    this.#ports.log.info("session.thawed", { cause });
    this.#apply({ type: "thawed", origin: "program", cause });
    this.#ports.onChange();
  }

  /** For ever, synchronous, and without telling anybody. */
  stop(): void {
    this.#apply({ type: "stopped", origin: "program" });
    this.#term.end();
  }

  /** What has to be said to a server that may have missed some of it. Before there is a recording nothing is paused. */
  standing(isArmed: boolean): RightsMessage[] {
    if (!this.isGranted) return [];
    const rights = { type: "rights_changed", rights: this.granted } as const;
    return isArmed ? [{ type: "set_paused", paused: this.#grant.paused }, rights] : [rights];
  }

  /** To everybody else, choosing anew is a pause like any other. */
  #cover(): void {
    const paused = this.#isPaused || this.#isChanging;
    if (paused !== this.#grant.paused) {
      if (!this.#apply({ type: paused ? "paused" : "continued", origin: "customer" })) return;
      this.#ports.tell({ type: "set_paused", paused });
    }
    this.#ports.onChange();
  }

  #expire(because: ControlEnd): void {
    const { grantNumber } = this.#grant;
    if (!this.#apply({ type: "control_expired", origin: "program", grantNumber })) return;
    this.#ports.log.info("control.expired", { because });
    this.#expired = because;
    this.#ports.tell({ type: "rights_changed", rights: this.granted });
    this.#ports.onChange();
  }

  #apply(event: GrantEvent): boolean {
    const transition = applyGrantEvent(this.#grant, event);
    if (transition.ok) this.#grant = transition.state;
    else this.#ports.log.warn("grant.refused", { type: event.type, cause: transition.cause });
    return transition.ok;
  }
}
