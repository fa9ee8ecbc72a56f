import type { SessionId } from "@ferndiagnose/protocol";
import { Button, Card, Notice, Progress } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import { askStatus, type StatusAnswer } from "../http/ask-status.ts";
import { useText } from "../texts/use-text.ts";
import { ComplaintHelp } from "./complaint-help.tsx";
import { NumberEntry } from "./number-entry.tsx";
import type { ReceiptTicket } from "./receipt-ticket.ts";
import { StatusWords } from "./status-words.tsx";

/** What became of a recording, for whoever holds its receipt. The code is shown to its owner and sent nowhere. */
export function ReceiptPage({ ticket }: { ticket: ReceiptTicket }) {
  const { say } = useText();
  /** A new object asks anew. */
  const [question, ask] = useState(ticket.number === undefined ? undefined : { number: ticket.number });
  const [answer, setAnswer] = useState<StatusAnswer>();

  useEffect(() => {
    if (question === undefined) return;
    let isWanted = true;
    setAnswer(undefined);
    void askStatus(question.number, (path) => fetch(path)).then((given) => {
      if (isWanted) setAnswer(given);
    });
    return () => {
      isWanted = false;
    };
  }, [question]);

  if (question === undefined) {
    return (
      <Card title={say("receipt.title")} level={1}>
        <p>{say("receipt.lead")}</p>
        <NumberEntry onNumber={(number) => ask({ number })} />
      </Card>
    );
  }
  const { number } = question;
  const status = answer?.outcome === "answered" ? answer.status : undefined;
  const mayComplain = status !== undefined && status.state !== "unknown" && status.state !== "destroyed";
  return (
    <div className="fd-stack">
      <Card title={say("receipt.title")} level={1}>
        <p className="receipt-number" data-status={status?.state}>
          {groupsOf(number)}
        </p>
        {answer === undefined && <Progress label={say("receipt.asking")} />}
        {status !== undefined && <StatusWords status={status} />}
        {answer !== undefined && answer.outcome !== "answered" && (
          <Notice kind="error">
            {answer.outcome === "no_connection" ? say("common:noConnection") : say(`errors:${answer.code}`)}{" "}
            {answer.outcome === "refused" && answer.retryAfterSeconds !== undefined
              ? say("common:retryInSeconds", { count: answer.retryAfterSeconds })
              : null}
          </Notice>
        )}
        <div className="fd-row">
          {answer !== undefined && <Button onPress={() => ask({ number })}>{say("receipt.again")}</Button>}
          <Button variant="quiet" onPress={() => ask(undefined)}>
            {say("receipt.other")}
          </Button>
        </div>
      </Card>
      {mayComplain && <ComplaintHelp code={number === ticket.number ? ticket.code : undefined} />}
    </div>
  );
}

function groupsOf(number: SessionId): string {
  return (number.match(/.{4}/g) ?? []).join(" ");
}
