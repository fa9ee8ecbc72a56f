import { Button, Notice } from "@ferndiagnose/ui";
import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { useText } from "../texts/use-text.ts";
import { readReceiptFile, type WholeTicket } from "./receipt-ticket.ts";

/** The receipt as a file: read in this browser, sent nowhere. */
export function FileEntry({ onFile }: { onFile: (ticket: WholeTicket) => void }) {
  const { say } = useText();
  const [isWrong, setWrong] = useState(false);

  async function read(files: FileList | null): Promise<void> {
    const file = files?.[0];
    if (file === undefined) return;
    const ticket = readReceiptFile(await file.text());
    setWrong(ticket === undefined);
    if (ticket !== undefined) onFile(ticket);
  }

  return (
    <div className="file-entry">
      <p>{say("receipt.fileLead")}</p>
      <FileTrigger acceptedFileTypes={["application/json", ".json"]} onSelect={(files) => void read(files)}>
        <Button>{say("receipt.file")}</Button>
      </FileTrigger>
      {isWrong && <Notice kind="error">{say("receipt.fileWrong")}</Notice>}
    </div>
  );
}
