import type { Language } from "@ferndiagnose/protocol";
import { StatusView } from "@ferndiagnose/protocol/ipc";

const screen = { kind: "screen", number: 1, of: 1 };

/** Every state of the status bar that looks different, by a name for its picture. */
export function statusViews(language: Language, now: number): Map<string, StatusView> {
  const calm = {
    technicianName: "Nora Bergström",
    rights: { view: screen, control: false },
    watched: true,
    frozen: "no",
    paused: false,
    liveSince: now - 201_000,
    f11: "held",
    canControl: true,
    changing: false,
  };
  const minutesLeft = (minutes: number) => ({ controlUntil: now + minutes * 60_000 - 500 });
  const controlled = { ...calm, rights: { view: screen, control: true }, ...minutesLeft(27) };
  const contents: Record<string, object> = {
    view: calm,
    control: controlled,
    "view-only-desktop": { ...calm, canControl: false },
    "all-screens": { ...calm, rights: { view: { kind: "all_screens" }, control: false } },
    "second-screen": {
      ...calm,
      rights: { view: { kind: "screen", number: 2, of: 3 }, control: true },
      ...minutesLeft(30),
    },
    windows: { ...calm, rights: { view: { kind: "windows", count: 3 }, control: false }, liveSince: now - 3_800_000 },
    "nothing-left": { ...calm, rights: { view: { kind: "nothing" }, control: false }, watched: false },
    nobody: { ...calm, watched: false },
    paused: { ...controlled, paused: true, watched: false },
    changing: { ...calm, changing: true, watched: false },
    "frozen-connection": { ...controlled, frozen: "connection", watched: false },
    "frozen-recording": { ...controlled, frozen: "recording", watched: false },
    "asks-control": { ...calm, request: "control" },
    "asks-view": { ...calm, paused: true, watched: false, request: "view" },
    "asks-whole-view": {
      ...calm,
      rights: { view: { kind: "windows", count: 1 }, control: false },
      request: "whole_view",
    },
    "control-ends-time": {
      ...controlled,
      controlUntil: now + 42_500,
      control: { endsAt: now + 42_500, because: "time" },
    },
    "control-ends-idle": { ...controlled, control: { endsAt: now + 42_500, because: "idle" } },
    "expired-time": { ...calm, expired: "time" },
    "expired-idle": { ...calm, expired: "idle" },
    "no-f11": { ...calm, f11: "unavailable" },
    everything: {
      ...controlled,
      rights: { view: { kind: "windows", count: 12 }, control: true },
      technicianName: "Maximiliane von Hohenzollern-Sigmaringen",
      request: "whole_view",
      f11: "unavailable",
      control: { endsAt: now + 42_500, because: "idle" },
    },
  };
  return new Map(
    Object.entries(contents).map(([name, content]) => [name, StatusView.parse({ ...content, language })] as const),
  );
}
