import { Actor, EndReason, NO_RIGHTS, RecordingId, type SessionEvent, SessionStateName } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEvent } from "./apply-event.ts";
import { endReasons } from "./end-reasons.ts";
import { foldSession } from "./fold-session.ts";
import { isOver, type Session } from "./session.ts";

const expiresAt = 600_000;
const recordingId = RecordingId.parse("0123456789abcdef0123456789abcdef");
const control = { view: { kind: "all_screens" }, control: true } as const;

/** The way of an ordinary session, each event by the one who causes it. */
const ordinary: SessionEvent[] = [
  { type: "key_issued", actor: "technician", at: 0, expiresAt },
  { type: "key_recognised", actor: "customer", at: 1 },
  { type: "joined", actor: "customer", at: 2 },
  { type: "admitted", actor: "technician", at: 3 },
  { type: "consented", actor: "customer", at: 4, termsVersion: "2025-01-01.1", privacyVersion: "2025-01-01.1" },
  { type: "armed", actor: "server", at: 5, recordingId },
  { type: "live", actor: "server", at: 6 },
  { type: "suspended", actor: "server", at: 7, cause: "connection" },
];
const resumed: SessionEvent = { type: "resumed", actor: "server", at: 8 };
const off: SessionEvent = { type: "ended", actor: "customer", at: 9, reason: "customer_off" };
const sealed: SessionEvent = { type: "sealed", actor: "server", at: 10, outcome: "complete" };

function fold(...events: SessionEvent[]): Session {
  const transition = foldSession(events);
  if (!transition.ok) throw new Error(`refused: ${transition.cause}`);
  return transition.state;
}

/** One session per state that is not over, reached on the ordinary way. */
const running = ordinary.map((_, last) => fold(...ordinary.slice(0, last + 1)));

const at = fc.integer({ min: 0, max: expiresAt * 2 });
const actor = fc.constantFrom(...Actor.options);
const rights = fc.constantFrom(NO_RIGHTS, { ...control, control: false }, control);

/** Any event at all, right or wrong for the moment and by anybody. */
const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({ type: fc.constant("key_issued" as const), actor, at, expiresAt: fc.constant(expiresAt) }),
  fc.record({ type: fc.constantFrom("key_recognised" as const, "joined" as const, "admitted" as const), actor, at }),
  fc.record({
    type: fc.constant("consented" as const),
    actor,
    at,
    termsVersion: fc.constant("2025-01-01.1"),
    privacyVersion: fc.constant("2025-01-01.2"),
  }),
  fc.record({ type: fc.constant("armed" as const), actor, at, recordingId: fc.constant(recordingId) }),
  fc.record({ type: fc.constantFrom("live" as const, "resumed" as const), actor, at }),
  fc.record({
    type: fc.constant("suspended" as const),
    actor,
    at,
    cause: fc.constantFrom("connection" as const, "recording" as const),
  }),
  fc.record({ type: fc.constant("rights_changed" as const), actor, at, rights }),
  fc.record({ type: fc.constant("rights_requested" as const), actor, at, request: fc.constant("control" as const) }),
  fc.record({ type: fc.constant("ended" as const), actor, at, reason: fc.constantFrom(...EndReason.options) }),
  fc.record({
    type: fc.constant("sealed" as const),
    actor,
    at,
    outcome: fc.constantFrom("complete" as const, "recovered" as const),
  }),
);

/** The next right event of an ordinary session more often than chance gives it, so that deep states are reached. */
const step = fc.oneof({ weight: 3, arbitrary: fc.constant("next" as const) }, { weight: 2, arbitrary: anyEvent });

type Walk = { accepted: SessionEvent[]; sessions: Session[] };

/** Offers every event and keeps what was accepted, with the session after each. */
function walk(steps: readonly (SessionEvent | "next")[]): Walk {
  const accepted: SessionEvent[] = [];
  const sessions: Session[] = [];
  for (const one of steps) {
    const event = one === "next" ? nextOf(sessions.at(-1)) : one;
    const transition = applyEvent(sessions.at(-1), event);
    if (!transition.ok) continue;
    accepted.push(event);
    sessions.push(transition.state);
  }
  return { accepted, sessions };
}

function nextOf(session: Session | undefined): SessionEvent {
  if (session !== undefined && isOver(session)) return sealed;
  const done = running.findIndex(({ state }) => state === session?.state);
  return ordinary[done + 1] ?? resumed;
}

const walks = fc.array(step, { maxLength: 40, size: "max" }).map(walk);
const runs = { numRuns: 3_000 };

/** The accepted events' types in front of the first session that satisfies `when`, itself included. */
function wayTo({ accepted, sessions }: Walk, when: (session: Session) => boolean): string[] | undefined {
  const index = sessions.findIndex(when);
  return index === -1 ? undefined : accepted.slice(0, index + 1).map(({ type }) => type);
}

describe("an ordinary session", () => {
  test("goes through every state in the order of the design", () => {
    const states = running.map(({ state }) => state);
    expect(states).toEqual([
      "key_issued",
      "recognised",
      "joined",
      "admitted",
      "consented",
      "armed",
      "live",
      "suspended",
    ]);
    expect(fold(...ordinary, resumed, off, sealed)).toEqual({
      state: "sealed",
      rights: NO_RIGHTS,
      expiresAt,
      consent: { at: 4, termsVersion: "2025-01-01.1", privacyVersion: "2025-01-01.1" },
      recordingId,
      liveSince: 6,
      reason: "customer_off",
      endedAt: 9,
      outcome: "complete",
    });
  });

  test("comes back from a suspension with what the customer last set", () => {
    const change: SessionEvent = { type: "rights_changed", actor: "customer", at: 7, rights: control };
    const restriction: SessionEvent = { ...change, rights: { ...control, control: false } };
    const session = fold(...ordinary.slice(0, 7), change, ordinary[7] as SessionEvent, restriction, resumed);
    expect(session).toMatchObject({ state: "live", rights: restriction.rights });
    expect(session.suspension).toBeUndefined();
  });
});

describe("whatever comes in whatever order", () => {
  test("the walks of these tests reach every state", () => {
    const seen = new Set(
      fc.sample(walks, { numRuns: 3_000, seed: 1 }).flatMap(({ sessions }) => sessions.map((s) => s.state)),
    );
    expect([...seen].sort()).toEqual([...SessionStateName.options].sort());
  });

  test("nothing is live without armed, and nothing armed without consented, admitted, joined, recognised", () => {
    fc.assert(
      fc.property(walks, (walked) => {
        const way = wayTo(walked, ({ state }) => state === "live");
        if (way === undefined) return;
        const order = ["key_issued", "key_recognised", "joined", "admitted", "consented", "armed", "live"];
        expect(way.filter((type) => order.includes(type))).toEqual(order);
      }),
      runs,
    );
  });

  test("nobody has a right that the customer did not set after consenting", () => {
    fc.assert(
      fc.property(walks, ({ accepted, sessions }) => {
        sessions.forEach((session, index) => {
          const before = accepted.slice(0, index + 1);
          const last = before.findLast((event) => event.type === "rights_changed");
          const granted = last?.type === "rights_changed" ? last.rights : NO_RIGHTS;
          expect(session.rights).toEqual(isOver(session) ? NO_RIGHTS : granted);
          if (last === undefined) return;
          expect(last.actor).toBe("customer");
          expect(before.findIndex(({ type }) => type === "consented")).toBeGreaterThan(-1);
          expect(before.indexOf(last)).toBeGreaterThan(before.findIndex(({ type }) => type === "consented"));
        });
      }),
      runs,
    );
  });

  test("after the end nothing is accepted but one sealing of a recording that exists", () => {
    fc.assert(
      fc.property(walks, ({ accepted, sessions }) => {
        const end = sessions.findIndex(isOver);
        if (end === -1) return;
        expect(sessions.slice(end).every(isOver)).toBe(true);
        const after = accepted.slice(end + 1).map(({ type }) => type);
        expect(sessions[end]?.recordingId === undefined ? [] : ["sealed"]).toEqual(expect.arrayContaining(after));
        expect(after.length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  test("folding the accepted events gives what applying them one by one gave", () => {
    fc.assert(
      fc.property(walks, ({ accepted, sessions }) => {
        if (accepted.length === 0) return;
        expect(foldSession(accepted)).toEqual({ ok: true, state: sessions.at(-1) });
      }),
      runs,
    );
  });

  test("a key is of no use from its last moment on", () => {
    const issued = fold(...ordinary.slice(0, 1));
    const recognised = fold(...ordinary.slice(0, 2));
    for (const [session, type] of [
      [issued, "key_recognised"],
      [recognised, "joined"],
    ] as const) {
      const inTime = applyEvent(session, { type, actor: "customer", at: expiresAt - 1 });
      const tooLate = applyEvent(session, { type, actor: "customer", at: expiresAt });
      expect(inTime.ok).toBe(true);
      expect(tooLate).toEqual({ ok: false, code: "not_possible_now", cause: "key_expired" });
    }
  });
});

describe("the end", () => {
  test.each(running.map((session) => [session.state, session] as const))(
    "can be reached from %s for every reason",
    (_, session) => {
      for (const reason of EndReason.options) {
        for (const by of endReasons[reason].actors) {
          const transition = applyEvent(session, { type: "ended", actor: by, at: 9, reason });
          expect(transition).toMatchObject({
            ok: true,
            state: { state: endReasons[reason].state, reason, rights: NO_RIGHTS },
          });
        }
      }
    },
  );

  test("a recording is sealed after every side exit, and the exit stays visible", () => {
    for (const reason of EndReason.options) {
      const { state, actors } = endReasons[reason];
      const session = fold(...ordinary, { type: "ended", actor: actors[0], at: 9, reason }, sealed);
      expect(session).toMatchObject({ state: state === "ended" ? "sealed" : state, outcome: "complete" });
      expect(applyEvent(session, sealed)).toMatchObject({ ok: false });
    }
  });

  test("without a recording nothing can be sealed", () => {
    const session = fold(...ordinary.slice(0, 4), off);
    expect(applyEvent(session, sealed)).toEqual({ ok: false, code: "not_possible_now", cause: "wrong_state" });
  });

  test("a fold without events, or with an event that was not possible, is refused", () => {
    expect(foldSession([])).toMatchObject({ ok: false });
    expect(foldSession([...ordinary.slice(0, 4), resumed])).toMatchObject({ ok: false, cause: "wrong_state" });
  });
});

describe("who may cause what", () => {
  test("each event of the ordinary way only comes from the one it belongs to", () => {
    const events = [...ordinary, resumed, off, sealed];
    events.forEach((event, index) => {
      const before = index === 0 ? undefined : fold(...events.slice(0, index));
      for (const other of Actor.options) {
        const transition = applyEvent(before, { ...event, actor: other });
        expect(transition).toMatchObject(other === event.actor ? { ok: true } : { ok: false, cause: "wrong_actor" });
      }
    });
  });

  test.each(EndReason.options)("nobody ends with another's name: %s", (reason) => {
    for (const session of running) {
      for (const by of Actor.options) {
        const allowed = (endReasons[reason].actors as readonly Actor[]).includes(by);
        expect(applyEvent(session, { type: "ended", actor: by, at: 9, reason }).ok).toBe(allowed);
      }
    }
  });

  test("only the customer changes rights, and only the technician asks for them", () => {
    const live = fold(...ordinary.slice(0, 7));
    for (const by of Actor.options) {
      const change: SessionEvent = { type: "rights_changed", actor: by, at: 7, rights: control };
      const request: SessionEvent = { type: "rights_requested", actor: by, at: 7, request: "control" };
      expect(applyEvent(live, change).ok).toBe(by === "customer");
      expect(applyEvent(live, request).ok).toBe(by === "technician");
    }
  });

  test("asking for a right changes nothing", () => {
    const live = fold(...ordinary.slice(0, 7));
    const request: SessionEvent = { type: "rights_requested", actor: "technician", at: 7, request: "control" };
    expect(applyEvent(live, request)).toEqual({ ok: true, state: live });
  });
});
