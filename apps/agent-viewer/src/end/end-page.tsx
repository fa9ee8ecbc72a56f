import { Button, Card } from "@ferndiagnose/ui";
import type { SessionSnapshot } from "../session/session-snapshot.ts";
import { useText } from "../texts/use-text.ts";
import { formatDuration } from "../time/format-duration.ts";
import { useFocusOnce } from "../use-focus-once.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";

export interface EndPageProps {
  over: NonNullable<SessionSnapshot["over"]>;
  onLeave(): void;
}

export function EndPage({ over, onLeave }: EndPageProps) {
  const { say, sayReason, sayFailure } = useText();
  const focusRef = useFocusOnce<HTMLDivElement>();
  useTitle("title.over");
  const why =
    over.reason !== undefined
      ? sayReason(over.reason)
      : over.code !== undefined
        ? sayFailure(over.code)
        : say("end.unknown");
  return (
    <ViewerPage screen="end">
      <div ref={focusRef} tabIndex={-1} className="focus-start" data-reason={over.reason ?? over.code}>
        <Card title={say("end.title")} level={1}>
          <p>{why}</p>
          {over.reason !== undefined && over.code !== undefined && <p>{sayFailure(over.code)}</p>}
          {over.lastedMs !== undefined && (
            <p className="fd-soft">
              {say("end.lasted", { time: formatDuration(over.lastedMs) })} {say("end.sealed")}
            </p>
          )}
          <div className="fd-row">
            <Button variant="primary" size="large" onPress={onLeave}>
              {say("end.desk")}
            </Button>
          </div>
        </Card>
      </div>
    </ViewerPage>
  );
}
