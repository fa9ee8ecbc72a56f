import { Icon, Segments } from "@ferndiagnose/ui";
import { useCallback } from "react";
import { RightsStatus } from "../rights/rights-status.tsx";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText } from "../texts/use-text.ts";
import { formatDuration } from "../time/format-duration.ts";
import { useNow } from "../time/use-now.ts";
import { EndButton } from "./end-button.tsx";
import type { Scale } from "./scale.ts";

export interface PictureBarProps extends SessionScreenProps {
  scale: Scale;
  onScale(scale: Scale): void;
}

export function PictureBar({ client, snapshot, scale, onScale }: PictureBarProps) {
  const { say } = useText();
  return (
    <header className="picture-bar">
      <RightsStatus client={client} snapshot={snapshot} />
      <div className="picture-tools">
        <Elapsed client={client} snapshot={snapshot} />
        <Segments
          label={say("picture.scale")}
          selected={scale}
          onSelect={onScale}
          options={[
            { id: "fit", content: say("picture.fit") },
            { id: "actual", content: say("picture.actual") },
          ]}
        />
        <EndButton onEnd={() => client.end()} />
      </div>
    </header>
  );
}

function Elapsed({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const read = useCallback(() => client.serverNow(), [client]);
  const now = useNow(read, 500);
  const since = snapshot.state?.liveSince ?? now;
  return (
    <p className="picture-elapsed">
      <Icon name="record" />
      <span>{say("picture.recorded")}</span>
      <span className="picture-clock" role="timer" aria-label={say("picture.elapsed")}>
        {formatDuration(now - since)}
      </span>
    </p>
  );
}
