import { LONGEST_OPENING_MS, type LockName, ProtocolError } from "@ferndiagnose/protocol";
import { amount } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  atTime,
  type CaseAuditor,
  type CaseEvent,
  type CaseLife,
  clockToleranceMs,
  expiryOf,
  isOver,
  nextCase,
} from "./case-life.ts";

const hourMs = 3_600_000;
const technician = "TECH-2345";
/** The last one has two keys in her hands; the one before is the recorded technician. */
const auditors: CaseAuditor[] = [
  { keyId: "a", person: "anna", external: false, technicianPseudonyms: [] },
  { keyId: "b", person: "bert", external: false, technicianPseudonyms: ["OTHR-2345"] },
  { keyId: "c", person: "cleo", external: true, technicianPseudonyms: [] },
  { keyId: "t", person: "theo", external: false, technicianPseudonyms: [technician] },
  { keyId: "d", person: "dora", external: false, technicianPseudonyms: [] },
  { keyId: "e", person: "dora", external: true, technicianPseudonyms: [] },
];
const [anna, bert, cleo, theo, dora, doraAgain] = auditors as [CaseAuditor, ...CaseAuditor[]] & CaseAuditor[];

function fresh(lock: LockName = "complaint", requester = "customer"): CaseLife {
  const needed = lock === "complaint" ? 2 : 3;
  const rules = { needed, needsExternal: lock === "break-glass" };
  return { state: "open", lock, requester, technician, ...rules, viewer: null, approvals: [] };
}

function take(by: CaseAuditor | undefined, viewerKey = "key"): CaseEvent {
  return { type: "taken", by: by as CaseAuditor, viewerKey };
}

function approve(by: CaseAuditor | undefined, approvedAt = 0, expiresAt = hourMs, viewerKey = "key"): CaseEvent {
  return { type: "approved", by: by as CaseAuditor, viewerKey, approvedAt, expiresAt };
}

function closed(...by: (CaseAuditor | undefined)[]): CaseEvent {
  return { type: "closed", by: by as CaseAuditor[] };
}

function after(life: CaseLife, ...events: CaseEvent[]): CaseLife {
  return events.reduce((so, event) => nextCase(so, event, 0), life);
}

function refusal(life: CaseLife, event: CaseEvent, now = 0): string {
  try {
    nextCase(life, event, now);
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return "none";
}

describe("a complaint", () => {
  test("is taken, approved by two, released to the taker, and closed", () => {
    const approved = after(fresh(), take(anna), approve(anna), approve(bert));
    expect(approved.state).toBe("approved");
    const released = nextCase(approved, { type: "released", by: anna }, 1);
    expect(released.state).toBe("released");
    expect(nextCase(released, closed(bert), 1).state).toBe("closed");
  });

  test("is not opened by one person, with one key or two", () => {
    const once = after(fresh(), take(dora), approve(dora));
    expect(once.state).toBe("taken");
    expect(refusal(once, approve(dora))).toBe("approver_twice");
    expect(refusal(once, approve(doraAgain))).toBe("approver_twice");
    expect(refusal(once, { type: "released", by: dora as CaseAuditor })).toBe("approvals_too_few");
  });

  test("knows the recorded technician in every role", () => {
    expect(refusal(fresh(), take(theo))).toBe("approver_was_technician");
    const taken = after(fresh(), take(anna));
    expect(refusal(taken, approve(theo))).toBe("approver_was_technician");
    expect(refusal(taken, closed(theo, anna))).toBe("approver_was_technician");
  });

  test("can be taken over until somebody approved, and no approval serves another key", () => {
    const over = after(fresh(), take(anna), take(bert, "other"));
    expect(over.viewer).toEqual({ auditor: "b", viewerKey: "other" });
    expect(refusal(over, approve(anna))).toBe("approval_differs");
    expect(refusal(after(over, approve(anna, 0, hourMs, "other")), take(cleo))).toBe("case_state_wrong");
    expect(refusal(fresh(), approve(anna))).toBe("case_state_wrong");
  });

  test("is released to nobody but the taker", () => {
    const approved = after(fresh(), take(anna), approve(anna), approve(bert));
    expect(refusal(approved, { type: "released", by: bert as CaseAuditor })).toBe("not_allowed");
  });

  test("keeps to the time box", () => {
    const taken = after(fresh(), take(anna));
    expect(refusal(taken, approve(anna, 0, LONGEST_OPENING_MS + 1))).toBe("approval_too_long");
    expect(refusal(taken, approve(anna, 0, 5), 5)).toBe("approval_expired");
    expect(refusal(taken, approve(anna, clockToleranceMs + 1, hourMs))).toBe("approval_from_future");
    const approved = after(fresh(), take(anna), approve(anna, 0, 10), approve(bert, 0, 20));
    expect(expiryOf(approved)).toBe(10);
    expect(atTime(approved, 9).state).toBe("approved");
    expect(atTime(approved, 10)).toEqual(fresh());
    expect(atTime(nextCase(approved, { type: "released", by: anna }, 9), 10).state).toBe("closed");
    expect(refusal(approved, { type: "released", by: anna }, 10)).toBe("not_allowed");
    const glass = after(fresh("break-glass", "anna"), take(anna), approve(bert, 0, 10));
    expect(atTime(glass, 10).state).toBe("expired");
  });

  test("is made to go away unheard by nobody alone: neither by closing nor by an approval that runs out", () => {
    const taken = after(fresh(), take(dora));
    const approved = after(taken, approve(dora), approve(anna));
    for (const life of [fresh(), taken, approved]) {
      expect(refusal(life, closed(dora))).toBe("second_person_missing");
      expect(refusal(life, closed(dora, doraAgain))).toBe("second_person_missing");
      expect(nextCase(life, closed(dora, anna), 0).state).toBe("closed");
    }
    const waiting = atTime(after(taken, approve(dora, 0, 1)), 1);
    expect(waiting).toEqual(fresh());
    expect(nextCase(waiting, take(bert, "other"), 1).viewer).toEqual({ auditor: "b", viewerKey: "other" });
    expect(nextCase(fresh("break-glass", "anna"), closed(bert), 0).state).toBe("closed");
  });

  test("can be withdrawn until it is released", () => {
    const approved = after(fresh(), take(anna), approve(anna), approve(bert));
    expect(nextCase(approved, { type: "withdrawn" }, 0).state).toBe("withdrawn");
    const released = nextCase(approved, { type: "released", by: anna }, 0);
    expect(refusal(released, { type: "withdrawn" })).toBe("case_state_wrong");
    expect(refusal(fresh("break-glass", "anna"), { type: "withdrawn" })).toBe("case_state_wrong");
  });
});

describe("breaking the glass", () => {
  test("takes three, one of them external, none of them the requester", () => {
    const taken = after(fresh("break-glass", "anna"), take(anna));
    expect(refusal(taken, approve(anna))).toBe("approver_is_requester");
    const three = { keyId: "f", person: "fritz", external: false, technicianPseudonyms: [] };
    const insiders = after(taken, approve(bert), approve(dora), approve(three));
    expect(insiders.state).toBe("taken");
    expect(refusal(insiders, { type: "released", by: anna })).toBe("external_missing");
    expect(after(insiders, approve(cleo)).state).toBe("approved");
    expect(after(taken, approve(bert), approve(dora), approve(cleo)).state).toBe("approved");
  });
});

const by = fc.constantFrom(...auditors);
/** Events as of a time; most approvals are such that they could be good. */
const events: fc.Arbitrary<(now: number) => CaseEvent> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.tuple(by, keys()).map(
      ([who, key]) =>
        () =>
          take(who, key),
    ),
  },
  {
    weight: 12,
    arbitrary: fc
      .tuple(by, keys(), fc.integer({ min: -hourMs, max: 6 * 60_000 }), fc.integer({ min: hourMs, max: 26 * hourMs }))
      .map(
        ([who, key, skewMs, lengthMs]) =>
          (now: number) =>
            approve(who, now + skewMs, now + skewMs + lengthMs, key),
      ),
  },
  { weight: 6, arbitrary: by.map((who) => () => ({ type: "released", by: who }) as const) },
  { weight: 1, arbitrary: fc.tuple(by, by).map((both) => () => closed(...both)) },
  { weight: 1, arbitrary: fc.constant(() => ({ type: "withdrawn" }) as const) },
);

function keys(): fc.Arbitrary<string> {
  return fc.constantFrom("key", "key", "key", "key", "other");
}

test("whatever happens in whatever order: no rule is ever broken", () => {
  const steps = fc.array(fc.record({ event: events, waitMs: fc.nat(600_000) }), {
    minLength: 6,
    maxLength: 30,
    size: "max",
  });
  const lives = fc.constantFrom(fresh(), fresh("break-glass", "anna"), fresh("break-glass", "cleo"));
  let released = 0;
  fc.assert(
    fc.property(lives, steps, (start, sequence) => {
      let life = start;
      let now = 0;
      for (const { event, waitMs } of sequence) {
        now += waitMs;
        const before = life;
        life = tried(life, event(now), now);
        expect(brokenRules(before, life, now)).toEqual([]);
        if (life.state === "released" && before.state !== "released") released++;
        if (isOver(life)) break;
      }
      expect(tried(life, approve(anna, now, now + hourMs), now)).toSatisfy(
        (last: CaseLife) => !isOver(life) || last === life,
      );
    }),
    { numRuns: amount({ quick: 2_000, long: 200_000 }) },
  );
  expect(released).toBeGreaterThan(20);
});

function tried(life: CaseLife, event: CaseEvent, now: number): CaseLife {
  try {
    return nextCase(life, event, now);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return atTime(life, now);
  }
}

function brokenRules(before: CaseLife, life: CaseLife, now: number): string[] {
  const persons = life.approvals.map(({ person }) => person);
  const isUsable = life.state === "approved" || life.state === "released";
  const hasRunOut = (expiryOf(before) ?? Number.POSITIVE_INFINITY) <= now;
  const leftMs = (expiryOf(life) ?? Number.POSITIVE_INFINITY) - now;
  const rules: Record<string, boolean> = {
    "what is over stays over": !isOver(before) || life === before,
    "every approver is another person": new Set(persons).size === persons.length,
    "the technician approves nothing": !persons.includes("theo"),
    "the requester approves nothing": !persons.includes(life.requester),
    "the technician looks at nothing": life.viewer?.auditor !== "t",
    "nothing is approved for nobody": life.viewer !== null || persons.length === 0,
    "the viewer key never changes under an approval that holds":
      before.approvals.length === 0 || before.viewer?.viewerKey === life.viewer?.viewerKey || hasRunOut,
    "a complaint nobody looked at is not over because of time":
      life.lock === "break-glass" || !hasRunOut || before.state === "released" || !isOver(life),
    "enough persons": !isUsable || persons.length >= life.needed,
    "one external": !isUsable || !life.needsExternal || life.approvals.some(({ external }) => external),
    "not expired": !isUsable || leftMs > 0,
    "not open for longer than allowed": !isUsable || leftMs <= LONGEST_OPENING_MS + clockToleranceMs,
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}
