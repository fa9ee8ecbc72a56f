import { type ComplaintCode, formatComplaintCode, readComplaintCode } from "@ferndiagnose/protocol";
import { Button, Card, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useState } from "react";
import { useText } from "../texts/use-text.ts";

export interface CodeCardProps {
  code: ComplaintCode | undefined;
  onCode: (code: ComplaintCode | undefined) => void;
}

/** The complaint code: shown when it is known, else asked for. Either way it stays in this browser. */
export function CodeCard({ code, onCode }: CodeCardProps) {
  const { say } = useText();
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const typed = readComplaintCode(text);
    if (typed === undefined) setWrong(true);
    else onCode(typed);
  }

  if (code !== undefined) {
    return (
      <Card title={say("code.title")}>
        <div className="receipt-code">
          <p className="receipt-code-groups" data-code={code}>
            {formatComplaintCode(code)
              .split("-")
              .map((group, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: groups have a place and nothing else.
                <span key={place}>{group} </span>
              ))}
          </p>
          <p className="fd-soft">{say("code.here")}</p>
        </div>
        <div className="recognised-other">
          <Button variant="quiet" onPress={() => onCode(undefined)}>
            {say("code.other")}
          </Button>
        </div>
      </Card>
    );
  }
  return (
    <Card title={say("code.askTitle")}>
      <p>{say("code.lead")}</p>
      <form className="fd-stack" onSubmit={submit} noValidate>
        <TextField
          label={say("code.label")}
          description={say("code.help")}
          size="large"
          value={text}
          onChange={(typed) => {
            setText(typed);
            setWrong(false);
          }}
          input={{ autoComplete: "off", autoCapitalize: "characters", spellCheck: "false", maxLength: 40 }}
          {...(isWrong ? { error: say("code.wrong") } : {})}
        />
        <div className="fd-row">
          <Button type="submit" variant="primary" size="large">
            {say("code.submit")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
