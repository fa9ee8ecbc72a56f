import type { ReceiptAccessGranted } from "@ferndiagnose/protocol";
import { Button, Card, Notice } from "@ferndiagnose/ui";
import { useState } from "react";
import type { Refusal } from "../../http/ask.ts";
import { useText } from "../../texts/use-text.ts";
import { RefusalNotice } from "../refusal-notice.tsx";
import { useDays } from "../use-days.ts";
import type { ReceiptAccess } from "./receipt-access.ts";

export interface ConsentCardProps {
  access: ReceiptAccess;
  granted: ReceiptAccessGranted;
}

/** Whether we may help this customer from afar in future at all: withdrawn and given with one press, as often as they like. */
export function ConsentCard({ access, granted }: ConsentCardProps) {
  const { say } = useText();
  const day = useDays();
  const [current, setCurrent] = useState(granted.supportConsent);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isPending, setPending] = useState(false);

  if (current === undefined) {
    return (
      <Card title={say("consent.title")}>
        <p>{say("consent.nobody")}</p>
      </Card>
    );
  }
  const isWithdrawn = current.consent === "withdrawn";

  async function change(): Promise<void> {
    if (isPending) return;
    setPending(true);
    setRefusal(undefined);
    const answer = await access.setConsent(isWithdrawn ? "given" : "withdrawn");
    setPending(false);
    if (answer.outcome === "answered") setCurrent(answer.value.supportConsent);
    else setRefusal(answer);
  }

  return (
    <Card title={say("consent.title")}>
      <p>{say("consent.lead")}</p>
      <div data-consent={current.consent}>
        <Notice
          kind={isWithdrawn ? "warning" : "info"}
          title={say(isWithdrawn ? "consent.withdrawnTitle" : "consent.givenTitle")}
        >
          {say(isWithdrawn ? "consent.withdrawn" : "consent.given")}{" "}
          {current.at !== undefined && say("consent.since", { day: day(current.at) })}
        </Notice>
      </div>
      {refusal !== undefined && <RefusalNotice refusal={refusal} />}
      <div>
        <Button isPending={isPending} onPress={() => void change()}>
          {say(isWithdrawn ? "consent.give" : "consent.withdraw")}
        </Button>
      </div>
    </Card>
  );
}
