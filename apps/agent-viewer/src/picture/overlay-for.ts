import type { SessionSnapshot } from "../session/session-snapshot.ts";

/** Why the picture is not what it should be; the gravest reason alone. */
export type Overlay = "link" | "recording" | "connection" | "paused" | "nothing" | "media" | "failed";

export function overlayFor({ link, state, media, stream }: SessionSnapshot): Overlay | undefined {
  if (link.state === "lost") return "link";
  if (state?.state === "suspended") return state.suspension ?? "connection";
  if (state?.paused === true) return "paused";
  if (state?.rights.view.kind === "nothing") return "nothing";
  if (media === "failed") return "failed";
  if (media !== "connected" || stream === undefined) return "media";
  return undefined;
}
