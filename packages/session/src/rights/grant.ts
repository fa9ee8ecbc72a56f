import { NO_RIGHTS, type Rights } from "@ferndiagnose/protocol";
import { accept, refuse, type Transition } from "../transition.ts";
import { isWithin } from "./is-within.ts";

/** Where an event came from: the customer's own hand in our own windows, this program's judgement, or the network. */
export type Origin = "customer" | "program" | "remote";

export type FreezeCause = "connection" | "recording";

/** The customer's rights as their own computer holds them. Nobody else decides about them (promise 4). */
export type Grant = {
  /** `closed` until recording is proven, `open` from then on, `stopped` for ever. */
  readonly gate: "closed" | "open" | "stopped";
  /** What the customer last set. */
  readonly rights: Rights;
  /** Counts the grants, so that a timer started for an earlier one cannot cut a later one. */
  readonly grantNumber: number;
  readonly frozenBy: readonly FreezeCause[];
  /** The customer has covered the picture; what they granted comes back when they uncover it. */
  readonly paused: boolean;
};

export type GrantEvent =
  /** The customer sets rights, more or less than before. */
  | { readonly type: "granted"; readonly origin: Origin; readonly rights: Rights }
  /** Never more than before: the customer takes back, or a screen was unplugged. */
  | { readonly type: "restricted"; readonly origin: Origin; readonly rights: Rights }
  /** The time of control of this grant is over; view stays. */
  | { readonly type: "control_expired"; readonly origin: Origin; readonly grantNumber: number }
  /** Armed, and the first heartbeat of the recording carried a valid signature. */
  | { readonly type: "opened"; readonly origin: Origin }
  | { readonly type: "frozen"; readonly origin: Origin; readonly cause: FreezeCause }
  | { readonly type: "thawed"; readonly origin: Origin; readonly cause: FreezeCause }
  | { readonly type: "paused"; readonly origin: Origin }
  | { readonly type: "continued"; readonly origin: Origin }
  | { readonly type: "stopped"; readonly origin: Origin };

/** From which side each event is believed: more only by the customer, open only by own judgement, less by anybody. */
const origins = {
  granted: ["customer"],
  restricted: ["customer", "program"],
  control_expired: ["program"],
  opened: ["program"],
  frozen: ["customer", "program", "remote"],
  thawed: ["program"],
  paused: ["customer", "program"],
  continued: ["customer"],
  stopped: ["customer", "program", "remote"],
} as const satisfies Record<GrantEvent["type"], readonly Origin[]>;

export const noGrant: Grant = { gate: "closed", rights: NO_RIGHTS, grantNumber: 0, frozenBy: [], paused: false };

/** What the grant becomes by one event. After `stopped` only a further `stopped` is accepted, and changes nothing. */
export function applyGrantEvent(grant: Grant, event: GrantEvent): Transition<Grant> {
  const believed: readonly Origin[] = origins[event.type];
  if (!believed.includes(event.origin)) return refuse("wrong_actor");
  if (grant.gate === "stopped") return event.type === "stopped" ? accept(grant) : refuse("wrong_state");
  switch (event.type) {
    case "granted":
      return accept({ ...grant, rights: event.rights, grantNumber: grant.grantNumber + 1 });
    case "restricted":
      return isWithin(event.rights, grant.rights)
        ? accept({ ...grant, rights: event.rights })
        : refuse("exceeds_grant");
    case "control_expired":
      return event.grantNumber === grant.grantNumber
        ? accept({ ...grant, rights: { ...grant.rights, control: false } })
        : refuse("outdated");
    case "opened":
      return grant.gate === "closed" ? accept({ ...grant, gate: "open" }) : refuse("wrong_state");
    case "frozen":
      return accept({ ...grant, frozenBy: [...without(grant.frozenBy, event.cause), event.cause] });
    case "thawed":
      return accept({ ...grant, frozenBy: without(grant.frozenBy, event.cause) });
    case "paused":
      return accept({ ...grant, paused: true });
    case "continued":
      return accept({ ...grant, paused: false });
    case "stopped":
      return accept({ ...grant, gate: "stopped", rights: NO_RIGHTS });
    default:
      return event satisfies never;
  }
}

/** What may happen on the customer's computer at this moment: what was last granted, or nothing at all. */
export function effectiveRights(grant: Grant): Rights {
  return grant.gate === "open" && grant.frozenBy.length === 0 && !grant.paused ? grant.rights : NO_RIGHTS;
}

function without(causes: readonly FreezeCause[], cause: FreezeCause): FreezeCause[] {
  return causes.filter((one) => one !== cause);
}
