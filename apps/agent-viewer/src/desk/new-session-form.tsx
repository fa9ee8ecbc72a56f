import { CustomerReference } from "@ferndiagnose/protocol";
import { Button, Notice, Shortcut, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useState } from "react";
import { useEnvironment } from "../app-environment.ts";
import { FailureNotice } from "../failure-notice.tsx";
import { useText } from "../texts/use-text.ts";
import { useShortcut } from "../use-shortcut.ts";
import type { DeskPageProps } from "./desk-page.tsx";
import { useSubmission } from "./use-submission.ts";

/** Begins a session, if wanted with the operator's name for the customer, so that their withdrawn consent counts. */
export function NewSessionForm({ onSession, onSignedOut }: Pick<DeskPageProps, "onSession" | "onSignedOut">) {
  const { api } = useEnvironment();
  const { say } = useText();
  const [reference, setReference] = useState("");
  const [isWrong, setWrong] = useState(false);
  const { failure, isPending, submit, forget } = useSubmission(onSignedOut);
  const isWithdrawn = failure?.code === "consent_withdrawn_for_customer";

  function begin(event?: FormEvent) {
    event?.preventDefault();
    if (isWithdrawn) return;
    const given = reference.trim() === "" ? undefined : CustomerReference.safeParse(reference);
    setWrong(given?.success === false);
    if (given?.success === false) return;
    void submit(async () => onSession(await api.createSession(given?.data)));
  }
  useShortcut("KeyN", begin);

  return (
    <form className="fd-stack" onSubmit={begin} noValidate>
      <TextField
        label={say("desk.reference")}
        description={say("desk.referenceHint")}
        {...(isWrong ? { error: say("desk.referenceWrong") } : {})}
        name="customer-reference"
        value={reference}
        maxLength={80}
        onChange={(value) => {
          setReference(value);
          setWrong(false);
          forget();
        }}
        autoComplete="off"
        input={{ autoCapitalize: "none", spellCheck: false }}
      />
      {isWithdrawn ? (
        <Notice kind="warning" title={say("desk.withdrawnTitle")}>
          {say("desk.withdrawnText")}
        </Notice>
      ) : (
        failure !== undefined && <FailureNotice failure={failure} />
      )}
      {!isWithdrawn && (
        <div className="fd-row">
          <Button type="submit" variant="primary" size="large" isPending={isPending} autoFocus>
            {say("desk.newSession")}
            <Shortcut keys={["Alt", "N"]} />
          </Button>
        </div>
      )}
    </form>
  );
}
