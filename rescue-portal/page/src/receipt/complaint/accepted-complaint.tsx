import type { ComplaintAccepted } from "@ferndiagnose/protocol";
import { Notice } from "@ferndiagnose/ui";
import { useEffect, useRef } from "react";
import { CopyButton } from "../../recognised/copy-button.tsx";
import { useText } from "../../texts/use-text.ts";
import { useDays } from "../use-days.ts";
import type { ComplaintTicket } from "./file-complaint.ts";
import { WithdrawComplaint } from "./withdraw-complaint.tsx";

export interface AcceptedComplaintProps {
  ticket: ComplaintTicket;
  accepted: ComplaintAccepted;
  onWithdrawn: () => void;
}

/** The complaint has arrived: the number of its case, and the way back. */
export function AcceptedComplaint({ ticket, accepted, onWithdrawn }: AcceptedComplaintProps) {
  const { say } = useText();
  const day = useDays();
  const { caseId, reviewAt } = accepted;
  const place = useRef<HTMLDivElement>(null);

  // The button that had the focus is gone.
  useEffect(() => place.current?.focus(), []);

  return (
    <div ref={place} tabIndex={-1} className="accepted">
      <Notice kind="success" title={say("complaint.acceptedTitle")}>
        <p>{say("complaint.accepted", { day: day(reviewAt) })}</p>
      </Notice>
      <div className="receipt-code">
        <h3>{say("complaint.caseNumber")}</h3>
        <p className="receipt-code-groups" data-case={caseId}>
          {(caseId.match(/.{4}/g) ?? []).map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have a place and nothing else.
            <span key={index}>{group} </span>
          ))}
        </p>
        <p className="fd-soft">{say("complaint.keepNumber")}</p>
        <div>
          <CopyButton text={caseId} />
        </div>
      </div>
      <WithdrawComplaint ticket={ticket} caseId={caseId} onWithdrawn={onWithdrawn} />
    </div>
  );
}
