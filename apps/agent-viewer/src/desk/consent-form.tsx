import { CustomerReference, type SupportConsent } from "@ferndiagnose/protocol";
import { Button, Notice, Segments, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useState } from "react";
import { useEnvironment } from "../app-environment.ts";
import { FailureNotice } from "../failure-notice.tsx";
import { useText } from "../texts/use-text.ts";
import type { DeskPageProps } from "./desk-page.tsx";
import { useSubmission } from "./use-submission.ts";

/** The hotline notes on a customer's behalf whether there may be remote support from now on. */
export function ConsentForm({ onSignedOut }: Pick<DeskPageProps, "onSignedOut">) {
  const { api } = useEnvironment();
  const { say } = useText();
  const [reference, setReference] = useState("");
  const [consent, setConsent] = useState<SupportConsent>("withdrawn");
  const [isWrong, setWrong] = useState(false);
  const [noted, setNoted] = useState<SupportConsent>();
  const { failure, isPending, submit, forget } = useSubmission(onSignedOut);

  function startAnew() {
    setNoted(undefined);
    setWrong(false);
    forget();
  }

  async function note(event: FormEvent) {
    event.preventDefault();
    const customerReference = CustomerReference.safeParse(reference);
    setNoted(undefined);
    setWrong(!customerReference.success);
    if (!customerReference.success) return;
    const change = { customerReference: customerReference.data, consent };
    await submit(async () => setNoted((await api.noteConsent(change)).consent));
  }

  return (
    <details className="fd-card desk-consent">
      <summary>
        <h2>{say("consent.title")}</h2>
      </summary>
      <form className="fd-stack" onSubmit={note} noValidate>
        <p>{say("consent.lead")}</p>
        <TextField
          label={say("consent.reference")}
          {...(isWrong ? { error: say("desk.referenceWrong") } : {})}
          name="consent-reference"
          value={reference}
          maxLength={80}
          onChange={(value) => {
            setReference(value);
            startAnew();
          }}
          autoComplete="off"
          input={{ autoCapitalize: "none", spellCheck: false }}
        />
        <div className="fd-row">
          <Segments
            label={say("consent.choice")}
            selected={consent}
            onSelect={(chosen) => {
              setConsent(chosen);
              startAnew();
            }}
            options={[
              { id: "withdrawn", content: say("consent.withdrawn") },
              { id: "given", content: say("consent.given") },
            ]}
          />
        </div>
        {failure !== undefined && <FailureNotice failure={failure} />}
        {noted !== undefined && (
          <Notice kind="success">{say(noted === "withdrawn" ? "consent.doneWithdrawn" : "consent.doneGiven")}</Notice>
        )}
        <div className="fd-row">
          <Button type="submit" isPending={isPending}>
            {say("consent.submit")}
          </Button>
        </div>
      </form>
    </details>
  );
}
