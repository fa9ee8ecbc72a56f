import { NO_RIGHTS, type Rights } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyGrantEvent, effectiveRights, type Grant, type GrantEvent, noGrant } from "./grant.ts";
import { isWithin } from "./is-within.ts";

const screen = (number: number): Rights => ({ view: { kind: "screen", number, of: 2 }, control: false });
const viewAll: Rights = { view: { kind: "all_screens" }, control: false };
const controlAll: Rights = { ...viewAll, control: true };

const origin = fc.constantFrom("customer" as const, "program" as const, "remote" as const);
const windows = (count: number): Rights => ({ view: { kind: "windows", count }, control: false });
const rights = fc.constantFrom(
  NO_RIGHTS,
  windows(1),
  { ...windows(2), control: true },
  screen(1),
  screen(2),
  { ...screen(1), control: true },
  viewAll,
  controlAll,
);
const cause = fc.constantFrom("connection" as const, "recording" as const);

const anyEvent: fc.Arbitrary<GrantEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom("granted" as const, "restricted" as const), origin, rights }),
  fc.record({
    type: fc.constant("control_expired" as const),
    origin,
    grantNumber: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({ type: fc.constant("opened" as const), origin }),
  fc.record({ type: fc.constantFrom("frozen" as const, "thawed" as const), origin, cause }),
  fc.record({ type: fc.constantFrom("paused" as const, "continued" as const), origin }),
  fc.record({ type: fc.constant("stopped" as const), origin }),
);

/** The grant after each event; a refused event leaves it as it was. */
function walk(events: readonly GrantEvent[]): Grant[] {
  let grant = noGrant;
  return events.map((event) => {
    const transition = applyGrantEvent(grant, event);
    if (transition.ok) grant = transition.state;
    return grant;
  });
}

const walks = fc.array(anyEvent, { maxLength: 30, size: "max" });
const runs = { numRuns: 3_000 };

function after(...events: GrantEvent[]): Grant {
  return walk(events).at(-1) ?? noGrant;
}

const opened: GrantEvent = { type: "opened", origin: "program" };
const granted = (given: Rights): GrantEvent => ({ type: "granted", origin: "customer", rights: given });

describe("rights on the customer's computer", () => {
  test("nothing before the customer granted, and nothing before recording is proven", () => {
    expect(effectiveRights(after(opened))).toEqual(NO_RIGHTS);
    expect(effectiveRights(after(granted(controlAll)))).toEqual(NO_RIGHTS);
    expect(effectiveRights(after(granted(controlAll), opened))).toEqual(controlAll);
  });

  test("only the customer's own hand grants; the network can neither grant, open nor thaw", () => {
    const ready = after(granted(screen(1)), opened, { type: "frozen", origin: "program", cause: "recording" });
    for (const type of ["granted", "restricted"] as const) {
      expect(applyGrantEvent(ready, { type, origin: "remote", rights: screen(1) })).toMatchObject({
        cause: "wrong_actor",
      });
    }
    expect(applyGrantEvent(ready, { type: "granted", origin: "program", rights: controlAll }).ok).toBe(false);
    expect(applyGrantEvent(ready, { type: "thawed", origin: "remote", cause: "recording" }).ok).toBe(false);
    expect(applyGrantEvent(noGrant, { type: "opened", origin: "remote" }).ok).toBe(false);
  });

  test("frozen for two causes stays frozen until both are gone, then gives what was set meanwhile", () => {
    const frozen = after(
      granted(controlAll),
      opened,
      { type: "frozen", origin: "remote", cause: "connection" },
      { type: "frozen", origin: "program", cause: "recording" },
      { type: "frozen", origin: "program", cause: "recording" },
      granted(viewAll),
      { type: "thawed", origin: "program", cause: "recording" },
    );
    expect(effectiveRights(frozen)).toEqual(NO_RIGHTS);
    const thawed = applyGrantEvent(frozen, { type: "thawed", origin: "program", cause: "connection" });
    expect(thawed.ok && effectiveRights(thawed.state)).toEqual(viewAll);
  });

  test("control falls back to view when its time is over, but an old timer cuts no newer grant", () => {
    const first = after(granted(controlAll), opened);
    const second = after(granted(controlAll), opened, granted(controlAll));
    const expired: GrantEvent = { type: "control_expired", origin: "program", grantNumber: first.grantNumber };
    const cut = applyGrantEvent(first, expired);
    expect(cut.ok && effectiveRights(cut.state)).toEqual(viewAll);
    expect(applyGrantEvent(second, expired)).toEqual({ ok: false, code: "not_possible_now", cause: "outdated" });
  });

  test("a restriction cannot give more", () => {
    const one = after(granted(screen(1)), opened);
    for (const more of [screen(2), viewAll, { ...screen(1), control: true }]) {
      const transition = applyGrantEvent(one, { type: "restricted", origin: "customer", rights: more });
      expect(transition).toMatchObject({ ok: false, cause: "exceeds_grant" });
    }
    expect(applyGrantEvent(one, { type: "restricted", origin: "program", rights: NO_RIGHTS }).ok).toBe(true);
  });

  test("never more than the customer last set, whatever comes in whatever order", () => {
    fc.assert(
      fc.property(walks, (events) => {
        walk(events).forEach((grant, index) => {
          const lastSet = events
            .slice(0, index + 1)
            .findLast((event) => event.type === "granted" && event.origin === "customer");
          const limit = lastSet?.type === "granted" ? lastSet.rights : NO_RIGHTS;
          expect(isWithin(effectiveRights(grant), limit)).toBe(true);
        });
      }),
      runs,
    );
  });

  test("after stop nothing revives", () => {
    fc.assert(
      fc.property(walks, walks, origin, (before, later, by) => {
        const stop = before.length;
        const grants = walk([...before, { type: "stopped", origin: by }, ...later]);
        for (const grant of grants.slice(stop)) {
          expect(grant.gate).toBe("stopped");
          expect(effectiveRights(grant)).toEqual(NO_RIGHTS);
        }
      }),
      runs,
    );
  });

  test("everybody may stop, at any time and again", () => {
    for (const by of ["customer", "program", "remote"] as const) {
      for (const grant of [
        noGrant,
        after(granted(controlAll), opened),
        after({ type: "stopped", origin: "program" }),
      ]) {
        expect(applyGrantEvent(grant, { type: "stopped", origin: by })).toMatchObject({
          ok: true,
          state: { gate: "stopped" },
        });
      }
    }
  });
});
