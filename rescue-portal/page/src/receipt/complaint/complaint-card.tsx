import type { ComplaintAccepted } from "@ferndiagnose/protocol";
import { Button, Card } from "@ferndiagnose/ui";
import { useRef, useState } from "react";
import { useText } from "../../texts/use-text.ts";
import { AcceptedComplaint } from "./accepted-complaint.tsx";
import { ComplaintProblem } from "./complaint-problem.tsx";
import type { ComplaintAnswer, ComplaintFailure, ComplaintTicket, SealedComplaint } from "./file-complaint.ts";
import { WithdrawComplaint } from "./withdraw-complaint.tsx";

export interface ComplaintCardProps {
  ticket: ComplaintTicket;
  /** Something was changed that the recording's status tells. */
  onChanged: () => void;
}

/** Complaining about a session: what it means, one button, and the number of the case. */
export function ComplaintCard({ ticket, onChanged }: ComplaintCardProps) {
  const { say } = useText();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ComplaintFailure>();
  const [accepted, setAccepted] = useState<ComplaintAccepted>();
  const sealed = useRef<SealedComplaint>(undefined);

  async function complain(): Promise<void> {
    if (isPending) return;
    setPending(true);
    setFailure(undefined);
    const answer = await file();
    setPending(false);
    if (answer.outcome !== "accepted") {
      setFailure(answer);
      return;
    }
    setAccepted(answer.accepted);
    onChanged();
  }

  async function file(): Promise<ComplaintAnswer> {
    // The cryptography comes only to those who complain.
    const { sealComplaint, sendComplaint } = await import("./file-complaint.ts");
    const fetchHere = (path: string, init?: RequestInit) => fetch(path, init);
    if (sealed.current === undefined) {
      const made = await sealComplaint(ticket, fetchHere);
      if (made.outcome !== "sealed") return made;
      sealed.current = made.sealed;
    }
    return sendComplaint(sealed.current, fetchHere);
  }

  return (
    <Card title={say("complaint.title")}>
      {accepted === undefined ? (
        <>
          <p>{say("complaint.lead")}</p>
          <ol className="complaint-steps">
            <li>{say("complaint.kept")}</li>
            <li>{say("complaint.opened")}</li>
            <li>{say("complaint.back")}</li>
          </ol>
          {failure !== undefined && <ComplaintProblem failure={failure} />}
          <div>
            <Button variant="primary" size="large" isPending={isPending} onPress={() => void complain()}>
              {say("complaint.submit")}
            </Button>
          </div>
          <details className="fold">
            <summary>{say("complaint.already")}</summary>
            <div className="fold-body">
              <WithdrawComplaint ticket={ticket} caseId={undefined} onWithdrawn={onChanged} />
            </div>
          </details>
        </>
      ) : (
        <AcceptedComplaint ticket={ticket} accepted={accepted} onWithdrawn={onChanged} />
      )}
    </Card>
  );
}
