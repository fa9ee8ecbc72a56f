import { Icon, type IconName, Progress } from "@ferndiagnose/ui";
import { ReconnectProgress } from "../session/link-notice.tsx";
import type { SessionSnapshot } from "../session/session-snapshot.ts";
import { useText, type ViewerTextKey } from "../texts/use-text.ts";
import type { Overlay } from "./overlay-for.ts";

interface Look {
  icon: IconName;
  title: ViewerTextKey;
  text: ViewerTextKey;
  /** An old picture under the words is dimmed; one that is not to be seen is covered. */
  cover: "dim" | "full";
  isWaiting: boolean;
}

const looks: Record<Overlay, Look> = {
  link: { icon: "warning", title: "overlay.linkTitle", text: "overlay.linkText", cover: "dim", isWaiting: false },
  recording: {
    icon: "pause",
    title: "overlay.recordingTitle",
    text: "overlay.recordingText",
    cover: "dim",
    isWaiting: true,
  },
  connection: {
    icon: "warning",
    title: "overlay.connectionTitle",
    text: "overlay.connectionText",
    cover: "dim",
    isWaiting: true,
  },
  paused: {
    icon: "pause",
    title: "overlay.pausedTitle",
    text: "overlay.pausedText",
    cover: "full",
    isWaiting: false,
  },
  nothing: {
    icon: "eyeOff",
    title: "overlay.nothingTitle",
    text: "overlay.nothingText",
    cover: "full",
    isWaiting: false,
  },
  media: { icon: "warning", title: "overlay.mediaTitle", text: "overlay.mediaText", cover: "dim", isWaiting: true },
  failed: {
    icon: "error",
    title: "overlay.failedTitle",
    text: "overlay.failedText",
    cover: "full",
    isWaiting: false,
  },
};

export function PictureOverlay({ overlay, snapshot }: { overlay: Overlay; snapshot: SessionSnapshot }) {
  const { say } = useText();
  const look = looks[overlay];
  return (
    <div className="picture-overlay" data-cover={look.cover} data-overlay={overlay}>
      <div className="fd-card picture-overlay-card" role="status">
        <h2 className="picture-overlay-title">
          <Icon name={look.icon} />
          {say(look.title)}
        </h2>
        <p>{say(look.text)}</p>
        {snapshot.link.state === "lost" && <ReconnectProgress since={snapshot.link.since} />}
        {look.isWaiting && <Progress label={say("waiting.progress")} />}
      </div>
    </div>
  );
}
