import { Button, Card, Icon, Notice } from "@ferndiagnose/ui";
import { useEffect, useRef } from "react";
import { Link } from "react-aria-components";
import type { RecognisedKey } from "../key-entry/key-entry.tsx";
import { useText } from "../texts/use-text.ts";
import { useNow } from "../use-now.ts";
import { ProgramDownloads } from "./program-downloads.tsx";
import { TimeLeft } from "./time-left.tsx";

export interface RecognisedProps {
  recognised: RecognisedKey;
  portal: string;
  onOtherKey: () => void;
}

/** After the portal has recognised the key: the way to the program, as long as the key is good. */
export function Recognised({ recognised, portal, onOtherKey }: RecognisedProps) {
  const { say } = useText();
  const { response, serverAheadMs, key } = recognised;
  const top = useRef<HTMLDivElement>(null);
  const now = useNow(true);
  const leftMs = response.expiresAt - (now + serverAheadMs);
  const isExpired = leftMs <= 0;

  // The page has changed under a screen reader's feet: begin at its top.
  useEffect(() => top.current?.focus(), []);

  return (
    <div ref={top} tabIndex={-1} className="fd-stack recognised">
      {isExpired ? (
        <Card title={say("recognised.expiredTitle")} level={1}>
          <Notice kind="warning">{say("recognised.expired")}</Notice>
          <Button variant="primary" size="large" onPress={onOtherKey}>
            {say("recognised.newKey")}
          </Button>
        </Card>
      ) : (
        <Card
          level={1}
          title={
            <span className="recognised-title">
              <Icon name="success" />
              {say("recognised.title")}
            </span>
          }
        >
          <p>{say("recognised.lead")}</p>
          <div className="recognised-open">
            <Link className="fd-button" data-variant="primary" data-size="large" href={response.joinLink}>
              {say("recognised.open")}
            </Link>
            <TimeLeft leftMs={leftMs} />
          </div>
          <Notice kind="info" title={say("recognised.checkTitle")} announce={false}>
            {say("recognised.check")}
          </Notice>
          <ProgramDownloads downloads={response.downloads} portal={portal} sessionKey={key} />
          <div className="recognised-other">
            <Button variant="quiet" onPress={onOtherKey}>
              {say("recognised.otherKey")}
            </Button>
          </div>
        </Card>
      )}
    </div>
  );
}
