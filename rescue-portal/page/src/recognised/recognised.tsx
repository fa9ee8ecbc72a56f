import { Button, Card, Icon, Notice } from "@ferndiagnose/ui";
import { type ReactNode, useEffect, useRef } from "react";
import type { RecognisedKey } from "../key-entry/key-entry.tsx";
import { PlaceLink } from "../places/place-link.tsx";
import { useText } from "../texts/use-text.ts";
import { useNow } from "../use-now.ts";
import { isComputer } from "./is-computer.ts";
import { PhoneHelp } from "./phone-help.tsx";
import { ProgramOffer } from "./program-offer.tsx";
import { ProgressSteps } from "./progress-steps.tsx";
import { TimeLeft } from "./time-left.tsx";
import { useProgress } from "./use-progress.ts";

export interface RecognisedProps {
  recognised: RecognisedKey;
  portal: string;
  onOtherKey: () => void;
}

/** The portal may find that a key has run out a little before this computer does. */
const clockToleranceMs = 5_000;

/** After the portal has recognised the key: the way to the program, and how far the customer has come on it. */
export function Recognised({ recognised, portal, onOtherKey }: RecognisedProps) {
  const { say } = useText();
  const { response, serverAheadMs } = recognised;
  const top = useRef<HTMLDivElement>(null);
  const { state, hasJoined } = useProgress(response.ticket);
  const isBefore = state === "recognised" || state === "downloading" || state === "downloaded";
  const now = useNow(isBefore);
  const leftMs = response.expiresAt - (now + serverAheadMs);
  const canLoad = response.downloads.length > 0;
  const isPhone = !isComputer(response.device, navigator.maxTouchPoints);
  const isExpired = !hasJoined && leftMs <= (state === "over" ? clockToleranceMs : 0);
  const view = isExpired ? "expired" : state === "over" ? "over" : isBefore ? "offer" : "running";

  // The page has changed under a screen reader's feet: begin at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: that is the change.
  useEffect(() => top.current?.focus(), [view]);

  return (
    <div ref={top} tabIndex={-1} className="fd-stack recognised" data-view={view}>
      {content()}
    </div>
  );

  function content(): ReactNode {
    switch (view) {
      case "expired":
        return (
          <Card title={say("recognised.expiredTitle")} level={1}>
            <Notice kind="warning">{say("recognised.expired")}</Notice>
            <NewKeyButton onPress={onOtherKey} />
          </Card>
        );
      case "over":
        return (
          <Card title={say("recognised.overTitle")} level={1}>
            <p>{say("recognised.over")}</p>
            <p>
              {say("recognised.overReceipt")} <PlaceLink to="receipt">{say("foot.receipt")}</PlaceLink>
            </p>
            <NewKeyButton onPress={onOtherKey} />
          </Card>
        );
      case "running":
        return (
          <Card title={say("recognised.runningTitle")} level={1}>
            <ProgressSteps state={state} canLoad={canLoad} />
            <Notice kind="info" announce={false}>
              {say("recognised.running")}
            </Notice>
          </Card>
        );
      case "offer":
        return isPhone ? (
          <PhoneHelp recognised={recognised} portal={portal} leftMs={leftMs} onOtherKey={onOtherKey} />
        ) : (
          <Card level={1} title={<ValidTitle />}>
            <TimeLeft leftMs={leftMs} />
            <ProgressSteps state={state} canLoad={canLoad} />
            <ProgramOffer recognised={recognised} portal={portal} />
            <Notice kind="info" title={say("recognised.checkTitle")} announce={false}>
              {say("recognised.check")}
            </Notice>
            <div className="recognised-other">
              <Button variant="quiet" onPress={onOtherKey}>
                {say("recognised.otherKey")}
              </Button>
            </div>
          </Card>
        );
      default:
        return view satisfies never;
    }
  }
}

function ValidTitle() {
  const { say } = useText();
  return (
    <span className="recognised-title">
      <Icon name="success" />
      {say("recognised.title")}
    </span>
  );
}

function NewKeyButton({ onPress }: { onPress: () => void }) {
  const { say } = useText();
  return (
    <div>
      <Button variant="primary" size="large" onPress={onPress}>
        {say("recognised.newKey")}
      </Button>
    </div>
  );
}
