import type { ComplaintCode, RecordingStatus, SessionId } from "@ferndiagnose/protocol";
import { Button, Card, Progress } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import type { Answer } from "../http/ask.ts";
import { askStatus } from "../http/ask-status.ts";
import { useText } from "../texts/use-text.ts";
import { CodeCard } from "./code-card.tsx";
import { ComplaintCard } from "./complaint/complaint-card.tsx";
import { groupsOf } from "./groups-of.ts";
import { NumberEntry } from "./number-entry.tsx";
import { OwnRights } from "./own/own-rights.tsx";
import type { ReceiptTicket } from "./receipt-ticket.ts";
import { RefusalNotice } from "./refusal-notice.tsx";
import { StatusProof } from "./status-proof.tsx";
import { StatusWords } from "./status-words.tsx";

/**
 * What became of a recording, for whoever holds its receipt; with the code also: complaint, consent for the future, own data. The
 * code is sent nowhere: what leaves this browser are proofs of it, and boxes that only the recording's auditors open.
 */
export function ReceiptPage({ ticket }: { ticket: ReceiptTicket }) {
  const { say } = useText();
  /** A new object asks anew. */
  const [question, ask] = useState(ticket.number === undefined ? undefined : { number: ticket.number });
  const [answer, setAnswer] = useState<Answer<RecordingStatus>>();
  const [isAsking, setAsking] = useState(false);
  const [code, setCode] = useState(ticket.code);
  const [recordingKey, setRecordingKey] = useState(ticket.recordingKey);

  useEffect(() => {
    if (question === undefined) return;
    let isWanted = true;
    setAsking(true);
    void askStatus(question.number, (path) => fetch(path)).then((given) => {
      if (!isWanted) return;
      setAnswer(given);
      setAsking(false);
    });
    return () => {
      isWanted = false;
    };
  }, [question]);

  if (question === undefined) {
    return (
      <Card title={say("receipt.title")} level={1}>
        <p>{say("receipt.lead")}</p>
        <NumberEntry
          onNumber={(number) => ask({ number })}
          onFile={(found) => {
            setCode(found.code);
            setRecordingKey(found.recordingKey);
            ask({ number: found.number });
          }}
        />
      </Card>
    );
  }
  const { number } = question;
  const status = answer?.outcome === "answered" ? answer.value : undefined;

  function askForOther(): void {
    setAnswer(undefined);
    setCode(undefined);
    setRecordingKey(undefined);
    ask(undefined);
  }

  return (
    <div className="fd-stack">
      <Card title={say("receipt.title")} level={1}>
        <p className="receipt-number" data-status={status?.state}>
          {groupsOf(number)}
        </p>
        {answer === undefined && <Progress label={say("receipt.asking")} />}
        {status !== undefined && <StatusWords status={status} />}
        {status !== undefined && <StatusProof status={status} />}
        {answer !== undefined && answer.outcome !== "answered" && <RefusalNotice refusal={answer} />}
        <div className="fd-row">
          {answer !== undefined && (
            <Button isPending={isAsking} onPress={() => ask({ number })}>
              {say("receipt.again")}
            </Button>
          )}
          <Button variant="quiet" onPress={askForOther}>
            {say("receipt.other")}
          </Button>
        </div>
      </Card>
      {status !== undefined && status.state !== "unknown" && (
        <WithCode
          number={number}
          status={status}
          code={code}
          recordingKey={recordingKey}
          onCode={setCode}
          onChanged={() => ask({ number })}
        />
      )}
    </div>
  );
}

interface WithCodeProps {
  number: SessionId;
  status: RecordingStatus;
  code: ComplaintCode | undefined;
  recordingKey: string | undefined;
  onCode: (code: ComplaintCode | undefined) => void;
  onChanged: () => void;
}

/** What the code opens; without it, the question for it. */
function WithCode({ number, status, code, recordingKey, onCode, onChanged }: WithCodeProps) {
  const { say } = useText();
  if (code === undefined) return <CodeCard code={code} onCode={onCode} />;
  return (
    <>
      {mayComplain(status.state) && (
        <ComplaintCard key={`${number} ${code}`} ticket={{ number, code, recordingKey }} onChanged={onChanged} />
      )}
      {status.state === "recording" && (
        <Card title={say("complaint.title")}>
          <p>{say("complaint.later")}</p>
        </Card>
      )}
      <OwnRights number={number} code={code} />
      <CodeCard code={code} onCode={onCode} />
    </>
  );
}

/** What is gone needs no complaint, and what is still being recorded cannot be locked away yet. */
function mayComplain(state: RecordingStatus["state"]): boolean {
  return state === "locked" || state === "held" || state === "opened";
}
