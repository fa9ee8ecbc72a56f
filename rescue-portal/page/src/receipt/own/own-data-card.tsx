import type { SessionId } from "@ferndiagnose/protocol";
import { Button, Card, Notice } from "@ferndiagnose/ui";
import { useState } from "react";
import type { Refusal } from "../../http/ask.ts";
import { useText } from "../../texts/use-text.ts";
import { RefusalNotice } from "../refusal-notice.tsx";
import type { ReceiptAccess } from "./receipt-access.ts";
import { saveFile } from "./save-file.ts";

type Format = "csv" | "json";

/** Everything that is stored about the session, as a file: for people with a spreadsheet, or for other programs. */
export function OwnDataCard({ access, number }: { access: ReceiptAccess; number: SessionId }) {
  const { say } = useText();
  const [pending, setPending] = useState<Format>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<string>();

  async function save(format: Format): Promise<void> {
    if (pending !== undefined) return;
    setPending(format);
    setRefusal(undefined);
    setSaved(undefined);
    const answer = await (format === "csv" ? access.ownDataAsTable() : access.ownData());
    setPending(undefined);
    if (answer.outcome !== "answered") {
      setRefusal(answer);
      return;
    }
    const name = `ferndiagnose-${number}.${format}`;
    const text = typeof answer.value === "string" ? answer.value : `${JSON.stringify(answer.value, null, 2)}\n`;
    saveFile(name, format === "csv" ? "text/csv" : "application/json", text);
    setSaved(name);
  }

  return (
    <Card title={say("ownData.title")}>
      <p>{say("ownData.lead")}</p>
      {refusal !== undefined && <RefusalNotice refusal={refusal} />}
      {saved !== undefined && <Notice kind="success">{say("ownData.saved", { name: saved })}</Notice>}
      <div className="fd-row">
        <Button isPending={pending === "csv"} onPress={() => void save("csv")}>
          {say("ownData.csv")}
        </Button>
        <Button isPending={pending === "json"} onPress={() => void save("json")}>
          {say("ownData.json")}
        </Button>
      </div>
      <p className="fd-soft">{say("ownData.recording")}</p>
    </Card>
  );
}
