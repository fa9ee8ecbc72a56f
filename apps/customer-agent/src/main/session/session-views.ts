import type { Rights, RightsRequest, SessionInvitation } from "@ferndiagnose/protocol";
import type { LiveRights } from "./live-rights.ts";
import type { SessionPorts, StatusContent, StepsContent } from "./session-ports.ts";
import { type StepsBeforeLive, waitingFor } from "./steps-before-live.ts";

export type ShownInvitation = Omit<SessionInvitation, "resumeToken">;

/** The pages that need nothing from the desktop. */
export function stepsContent(
  steps: StepsBeforeLive & { step: "who" | "consent" | "waiting" },
  invitation: ShownInvitation,
  carried: SessionPorts["carriedVersions"],
): StepsContent {
  switch (steps.step) {
    case "who":
      return { step: "who", invitation };
    case "consent": {
      const noticeMatches = invitation.termsVersion === carried.terms && invitation.privacyVersion === carried.privacy;
      return { step: "consent", invitation, noticeMatches };
    }
    case "waiting":
      return { step: "waiting", invitation, waitingFor: waitingFor(steps) };
    default:
      return steps.step satisfies never;
  }
}

export interface StatusFacts {
  invitation: ShownInvitation;
  rights: LiveRights;
  isWatched: boolean;
  request: RightsRequest | undefined;
  liveSinceWallMs: number;
  f11: StatusContent["f11"];
  canControl: boolean;
  /** Both clocks at one moment. */
  now: { wallMs: number; clockMs: number };
}

export function statusContent(facts: StatusFacts): StatusContent {
  const { rights, now } = facts;
  const { controlEnds, controlEndsAtLatestMs, expired, frozenBy } = rights;
  const wallMsOf = (clockMs: number) => Math.round(now.wallMs + clockMs - now.clockMs);
  const isRecordingSafe = rights.isOpen && !frozenBy.includes("recording");
  return {
    technicianName: facts.invitation.technicianName,
    rights: rights.granted,
    watched: facts.isWatched,
    frozen: frozenBy.includes("connection") ? "connection" : isRecordingSafe ? "no" : "recording",
    paused: rights.isPaused,
    ...(facts.request === undefined ? {} : { request: facts.request }),
    liveSince: facts.liveSinceWallMs,
    f11: facts.f11,
    canControl: facts.canControl,
    ...(controlEndsAtLatestMs === undefined ? {} : { controlUntil: wallMsOf(controlEndsAtLatestMs) }),
    ...(controlEnds === undefined
      ? {}
      : { control: { endsAt: wallMsOf(controlEnds.endsAtMs), because: controlEnds.because } }),
    ...(expired === undefined ? {} : { expired }),
    changing: rights.isChanging,
  };
}

/** Whether the customer already grants what is asked for. */
export function isGranted(request: RightsRequest, granted: Rights, isPaused: boolean): boolean {
  const { view } = granted;
  switch (request) {
    case "control":
      return granted.control;
    case "view":
      return view.kind !== "nothing" && !isPaused;
    case "whole_view":
      return view.kind === "all_screens" || (view.kind === "screen" && view.of === 1);
    default:
      return request satisfies never;
  }
}
