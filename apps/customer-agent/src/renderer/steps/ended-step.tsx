import { Button, Notice } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import { useDuration, useWords } from "../texts/use-words.ts";
import { LeavingQuestion } from "./receipt/leaving-question.tsx";
import { ReceiptOutcome } from "./receipt/receipt-outcome.tsx";
import { ReceiptSheet } from "./receipt/receipt-sheet.tsx";
import { RemovalSection } from "./removal/removal-section.tsx";
import { StepHead } from "./step-head.tsx";
import type { Act, ViewOf } from "./step-props.ts";

/** It is over, that first; then the receipt, where something was recorded. */
export function EndedStep({ view, act }: { view: ViewOf<"ended">; act: Act }) {
  const words = useWords();
  const duration = useDuration();
  const { t } = useTranslation("endReasons");
  const { receipt, removal } = view;
  const wasLive = view.lastedMs > 0;
  return (
    <div className="fd-stack ended">
      <div className="on-screen">
        <StepHead title={words("ended.title")}>
          <p className="step-reason">{t(view.reason)}</p>
        </StepHead>
      </div>
      <div className="on-screen">
        <Notice kind="success" title={words("ended.safe")}>
          {wasLive && view.stoppedInMs !== undefined
            ? words("ended.stoppedIn", { count: view.stoppedInMs })
            : wasLive
              ? null
              : words("ended.neverShown")}
        </Notice>
      </div>
      {wasLive && !receipt && <p>{words("ended.lasted", { duration: duration(view.lastedMs) })}</p>}
      {receipt && <ReceiptSheet view={receipt} act={act} />}
      {removal && <RemovalSection removal={removal} hasReceipt={receipt !== undefined && !receipt.kept} act={act} />}
      <div className="step-actions ended-actions on-screen">
        {receipt?.kept && <ReceiptOutcome kept={receipt.kept} />}
        <div className="fd-row">
          {receipt && (
            <>
              <Button variant="primary" data-receipt="print" onPress={() => act({ type: "keep_receipt", as: "print" })}>
                {words("receipt.print")}
              </Button>
              <Button variant="primary" data-receipt="pdf" onPress={() => act({ type: "keep_receipt", as: "pdf" })}>
                {words("receipt.pdf")}
              </Button>
            </>
          )}
          <Button
            variant={receipt ? "secondary" : "primary"}
            size={receipt ? "normal" : "large"}
            data-receipt="close"
            onPress={() => act({ type: "leave" })}
          >
            {words("ended.close")}
          </Button>
        </div>
      </div>
      {receipt?.leaving && <LeavingQuestion act={act} />}
    </div>
  );
}
