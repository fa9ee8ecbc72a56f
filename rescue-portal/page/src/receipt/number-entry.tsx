import type { SessionId } from "@ferndiagnose/protocol";
import { Button, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useState } from "react";
import { useText } from "../texts/use-text.ts";
import { FileEntry } from "./file-entry.tsx";
import { readNumber, type WholeTicket } from "./receipt-ticket.ts";

export interface NumberEntryProps {
  onNumber: (number: SessionId) => void;
  onFile: (ticket: WholeTicket) => void;
}

/** For those who hold paper and have no camera, and for those who saved the receipt as a file. */
export function NumberEntry({ onNumber, onFile }: NumberEntryProps) {
  const { say } = useText();
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const number = readNumber(text);
    if (number === undefined) setWrong(true);
    else onNumber(number);
  }

  return (
    <>
      <form className="fd-stack" onSubmit={submit} noValidate>
        <TextField
          label={say("receipt.number")}
          description={say("receipt.numberHelp")}
          size="large"
          value={text}
          onChange={(typed) => {
            setText(typed);
            setWrong(false);
          }}
          input={{ autoComplete: "off", autoCapitalize: "none", spellCheck: "false", maxLength: 40 }}
          {...(isWrong ? { error: say("receipt.numberWrong") } : {})}
        />
        <div className="fd-row">
          <Button type="submit" variant="primary" size="large">
            {say("receipt.ask")}
          </Button>
        </div>
      </form>
      <FileEntry onFile={onFile} />
    </>
  );
}
