import { Button, Card, Icon, Notice, Progress, SpokenCode } from "@ferndiagnose/ui";
import { useCallback } from "react";
import { LinkNotice } from "../session/link-notice.tsx";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText, type ViewerTextKey } from "../texts/use-text.ts";
import { formatDuration } from "../time/format-duration.ts";
import { useNow } from "../time/use-now.ts";
import { useFocusOnce } from "../use-focus-once.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";
import { keyGroups } from "./key-groups.ts";

const FEW_MS = 60_000;

export function KeyPage({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const { created } = client.session;
  const groups = keyGroups(created.key);
  const focusRef = useFocusOnce<HTMLDivElement>();
  useTitle("title.plain");
  return (
    <ViewerPage screen="key">
      <div ref={focusRef} tabIndex={-1} className="focus-start">
        <Card title={say("key.title")} level={1}>
          <LinkNotice snapshot={snapshot} />
          <p>{say("key.lead")}</p>
          <div className="code-sheet">
            <SpokenCode groups={groups} label={say("key.label")} />
            <p className="code-words">
              <span className="fd-visually-hidden">{say("key.spoken")}: </span>
              {groups
                .map((group) => [...group].map((digit) => say(`digits.${digit}` as ViewerTextKey)).join(" "))
                .join(" – ")}
            </p>
          </div>
          <TimeLeft client={client} />
          {snapshot.state?.state === "recognised" ? (
            <Notice kind="success">{say("key.recognised")}</Notice>
          ) : (
            <Progress label={say("key.waiting")} />
          )}
          <div className="fd-row">
            <Button onPress={() => client.end()}>{say("key.discard")}</Button>
          </div>
        </Card>
      </div>
    </ViewerPage>
  );
}

function TimeLeft({ client }: Pick<SessionScreenProps, "client">) {
  const { say, language } = useText();
  const read = useCallback(() => client.serverNow(), [client]);
  const now = useNow(read, 250);
  const { expiresAt } = client.session.created;
  const leftMs = expiresAt - now;
  const until = new Date(expiresAt - client.session.serverAheadMs).toLocaleTimeString(language, { timeStyle: "short" });
  return (
    <p className="time-left" data-few={leftMs < FEW_MS ? "" : undefined}>
      <Icon name="clock" />
      {/* Said once as a time of day; a count that changes every second would talk without end. */}
      <span className="fd-visually-hidden">{say("key.leftHidden", { time: until })}</span>
      <span aria-hidden="true">
        {leftMs > 0 ? say("key.left", { time: formatDuration(leftMs + 999) }) : say("key.over")}
      </span>
    </p>
  );
}
