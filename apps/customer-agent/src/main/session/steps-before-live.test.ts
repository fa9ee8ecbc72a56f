import fc from "fast-check";
import { expect, test } from "vitest";
import { firstStep, follow, type StepsBeforeLive, type StepsEvent, waitingFor } from "./steps-before-live.ts";

const walk = (...types: StepsEvent["type"][]): StepsBeforeLive =>
  types.reduce<StepsBeforeLive>((steps, type) => follow(steps, { type }), firstStep);

test("who, consent, choice, waiting; and what is waited for", () => {
  expect(walk("continued").step).toBe("consent");
  expect(walk("continued", "agreed").step).toBe("choice");
  const waiting = walk("continued", "agreed", "chosen");
  expect(waiting.step).toBe("waiting");
  expect(waitingFor(waiting)).toBe("admission");
  expect(waitingFor(follow(waiting, { type: "admitted" }))).toBe("recording");
  expect(waitingFor(walk("continued", "agreed", "chosen", "admitted", "armed"))).toBe("picture");
});

test("going back takes back consent that nobody has heard of, and only that", () => {
  expect(walk("continued", "agreed", "went_back")).toMatchObject({ step: "consent", hasAgreed: false });
  const said = walk("continued", "agreed", "admitted", "consent_said", "went_back");
  expect(said).toMatchObject({ step: "consent", hasAgreed: true, hasSaid: true });
});

test("nothing but the customer moves on, and nobody agrees without the consent page", () => {
  const anyEvent = fc.constantFrom<StepsEvent["type"]>(
    ...(["continued", "went_back", "agreed", "consent_said", "chosen", "admitted", "armed"] as const),
  );
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (types) => {
      let steps = firstStep;
      for (const type of types) {
        const next = follow(steps, { type });
        if (type === "admitted" || type === "armed" || type === "consent_said") expect(next.step).toBe(steps.step);
        if (next.hasAgreed && !steps.hasAgreed) expect([steps.step, type]).toEqual(["consent", "agreed"]);
        if (next.step === "choice" || next.step === "waiting") expect(next.hasAgreed).toBe(true);
        if (next.hasSaid) expect(next.hasAgreed).toBe(true);
        steps = next;
      }
    }),
  );
});
