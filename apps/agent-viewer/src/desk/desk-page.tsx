import type { Account } from "@ferndiagnose/protocol";
import { Button, Card, Notice } from "@ferndiagnose/ui";
import { useState } from "react";
import { FailureNotice } from "../failure-notice.tsx";
import { type ApiError, failureOf } from "../http/api-error.ts";
import type { NewSession } from "../http/portal-api.ts";
import { useText } from "../texts/use-text.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";
import { ConsentForm } from "./consent-form.tsx";
import { NewSessionForm } from "./new-session-form.tsx";

export interface DeskPageProps {
  account: Account;
  onSession(session: NewSession): void;
  onSignOut(): Promise<void>;
  /** The portal no longer knows us. */
  onSignedOut(failure: ApiError): void;
}

export function DeskPage({ account, onSession, onSignOut, onSignedOut }: DeskPageProps) {
  const { say } = useText();
  const [failure, setFailure] = useState<ApiError>();
  const isTechnician = account.role === "technician";
  useTitle("title.plain");

  return (
    <ViewerPage
      screen="desk"
      tools={
        <>
          <span className="fd-soft">{say("account.signedInAs", { name: account.displayName })}</span>
          <Button size="small" onPress={() => onSignOut().catch((error: unknown) => setFailure(failureOf(error)))}>
            {say("account.signOut")}
          </Button>
        </>
      }
    >
      <div className="fd-stack">
        <Card title={say("desk.title")} level={1}>
          <p>{say("desk.lead")}</p>
          {failure !== undefined && <FailureNotice failure={failure} />}
          {isTechnician ? (
            <NewSessionForm onSession={onSession} onSignedOut={onSignedOut} />
          ) : (
            <Notice kind="warning">{say("signIn.wrongRole")}</Notice>
          )}
        </Card>
        <section className="desk-steps" aria-labelledby="desk-steps">
          <h2 id="desk-steps">{say("desk.stepsTitle")}</h2>
          <ol>
            <li>{say("desk.stepKey")}</li>
            <li>{say("desk.stepCode")}</li>
            <li>{say("desk.stepConsent")}</li>
            <li>{say("desk.stepRecorded")}</li>
          </ol>
        </section>
        {isTechnician && <ConsentForm onSignedOut={onSignedOut} />}
      </div>
    </ViewerPage>
  );
}
