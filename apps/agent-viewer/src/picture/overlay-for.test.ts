import { expect, test } from "vitest";
import { initialSnapshot, type SessionSnapshot } from "../session/session-snapshot.ts";
import { overlayFor } from "./overlay-for.ts";

const live: SessionSnapshot = {
  ...initialSnapshot,
  link: { state: "open" },
  media: "connected",
  stream: {} as MediaStream,
  state: {
    type: "state",
    state: "live",
    rights: { view: { kind: "all_screens" }, control: false },
    paused: false,
    expiresAt: 0,
  },
};
const withState = (more: Partial<NonNullable<SessionSnapshot["state"]>>): SessionSnapshot => ({
  ...live,
  state: { ...live.state, ...more } as NonNullable<SessionSnapshot["state"]>,
});

test("a picture that is as it should be has nothing over it", () => {
  expect(overlayFor(live)).toBeUndefined();
});

test.each([
  ["link", { ...live, link: { state: "lost", since: 0 } } as SessionSnapshot],
  ["recording", withState({ state: "suspended", suspension: "recording" })],
  ["connection", withState({ state: "suspended", suspension: "connection" })],
  ["connection", withState({ state: "suspended" })],
  ["paused", withState({ paused: true })],
  ["paused", withState({ paused: true, rights: { view: { kind: "nothing" }, control: false } })],
  ["connection", withState({ paused: true, state: "suspended" })],
  ["nothing", withState({ rights: { view: { kind: "nothing" }, control: false } })],
  ["media", { ...live, media: "lost" } as SessionSnapshot],
  ["failed", { ...live, media: "failed" } as SessionSnapshot],
  ["media", { ...live, stream: undefined } as SessionSnapshot],
])("%s", (overlay, snapshot) => {
  expect(overlayFor(snapshot)).toBe(overlay);
});
