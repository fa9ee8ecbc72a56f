import { CaseId } from "@ferndiagnose/protocol";
import { Button, Notice, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useState } from "react";
import { useText } from "../../texts/use-text.ts";
import { ComplaintProblem } from "./complaint-problem.tsx";
import type { ComplaintFailure, ComplaintTicket } from "./file-complaint.ts";

export interface WithdrawComplaintProps {
  ticket: ComplaintTicket;
  /** Asked for when it is not known. */
  caseId: CaseId | undefined;
  onWithdrawn: () => void;
}

/** Taking a complaint back: asked once more, because afterwards the recording is destroyed at its day. */
export function WithdrawComplaint({ ticket, caseId, onWithdrawn }: WithdrawComplaintProps) {
  const { say } = useText();
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ComplaintFailure>();
  const [isWithdrawn, setWithdrawn] = useState(false);
  const wanted = caseId ?? readCaseId(text);

  function ask(event?: FormEvent): void {
    event?.preventDefault();
    setFailure(undefined);
    if (wanted === undefined) setWrong(true);
    else setAsking(true);
  }

  async function withdraw(): Promise<void> {
    if (isPending || wanted === undefined) return;
    setPending(true);
    const { withdrawComplaint } = await import("./file-complaint.ts");
    const answer = await withdrawComplaint(ticket, wanted, (path, init) => fetch(path, init));
    setPending(false);
    setAsking(false);
    if (answer.outcome === "withdrawn") {
      setWithdrawn(true);
      onWithdrawn();
    } else setFailure(answer);
  }

  if (isWithdrawn) {
    return (
      <Notice kind="success" title={say("complaint.withdrawnTitle")}>
        {say("complaint.withdrawn")}
      </Notice>
    );
  }
  return (
    <div className="withdraw">
      {failure !== undefined && <ComplaintProblem failure={failure} />}
      {isAsking ? (
        <Notice kind="warning" title={say("complaint.sureTitle")}>
          <p>{say("complaint.sure")}</p>
          <div className="fd-row">
            <Button variant="primary" autoFocus onPress={() => setAsking(false)}>
              {say("complaint.keep")}
            </Button>
            <Button isPending={isPending} onPress={() => void withdraw()}>
              {say("complaint.withdraw")}
            </Button>
          </div>
        </Notice>
      ) : caseId === undefined ? (
        <form className="fd-stack" onSubmit={ask} noValidate>
          <TextField
            label={say("complaint.caseNumber")}
            description={say("complaint.caseHelp")}
            value={text}
            onChange={(typed) => {
              setText(typed);
              setWrong(false);
            }}
            input={{ autoComplete: "off", autoCapitalize: "none", spellCheck: "false", maxLength: 40 }}
            {...(isWrong ? { error: say("complaint.caseWrong") } : {})}
          />
          <div>
            <Button type="submit">{say("complaint.withdraw")}</Button>
          </div>
        </form>
      ) : (
        <div>
          <Button onPress={() => ask()}>{say("complaint.withdraw")}</Button>
        </div>
      )}
    </div>
  );
}

/** As people type it from paper; 0, 1 and 8 do not occur in it. */
function readCaseId(text: string): CaseId | undefined {
  const plain = text.replace(/[\s.-]/g, "").toLowerCase();
  return CaseId.safeParse(plain.replaceAll("0", "o").replaceAll("1", "l").replaceAll("8", "b")).data;
}
