import type { StepsContent } from "./session-ports.ts";

/** What the customer sees before there is a picture: one step after the other, and back as long as nobody was told. */
export type EarlyStep = "who" | "consent" | "choice" | "waiting";

export interface StepsBeforeLive {
  readonly step: EarlyStep;
  /** The customer agreed, on this computer. */
  readonly hasAgreed: boolean;
  /** The other side has been told so. */
  readonly hasSaid: boolean;
  readonly isAdmitted: boolean;
  readonly isArmed: boolean;
}

export type StepsEvent =
  | { readonly type: "continued" }
  | { readonly type: "went_back" }
  | { readonly type: "agreed" }
  | { readonly type: "consent_said" }
  | { readonly type: "chosen" }
  | { readonly type: "admitted" }
  | { readonly type: "armed" };

export const firstStep: StepsBeforeLive = {
  step: "who",
  hasAgreed: false,
  hasSaid: false,
  isAdmitted: false,
  isArmed: false,
};

/** Only the customer's own events move the step. What does not fit the step changes nothing. */
export function follow(steps: StepsBeforeLive, event: StepsEvent): StepsBeforeLive {
  switch (event.type) {
    case "continued":
      return steps.step === "who" ? { ...steps, step: "consent" } : steps;
    case "went_back":
      return back(steps);
    case "agreed":
      return steps.step === "consent" ? { ...steps, step: "choice", hasAgreed: true } : steps;
    case "consent_said":
      return steps.hasAgreed ? { ...steps, hasSaid: true } : steps;
    case "chosen":
      return steps.step === "choice" ? { ...steps, step: "waiting" } : steps;
    case "admitted":
      return { ...steps, isAdmitted: true };
    case "armed":
      return { ...steps, isArmed: true };
    default:
      return event satisfies never;
  }
}

/** Consent that nobody has heard of is taken back by it; consent that was said can only be ended. */
function back(steps: StepsBeforeLive): StepsBeforeLive {
  switch (steps.step) {
    case "consent":
      return { ...steps, step: "who" };
    case "choice":
      return { ...steps, step: "consent", hasAgreed: steps.hasSaid };
    case "who":
    case "waiting":
      return steps;
    default:
      return steps.step satisfies never;
  }
}

type WaitingFor = Extract<StepsContent, { step: "waiting" }>["waitingFor"];

export function waitingFor({ isAdmitted, isArmed }: StepsBeforeLive): WaitingFor {
  if (!isAdmitted) return "admission";
  return isArmed ? "picture" : "recording";
}
