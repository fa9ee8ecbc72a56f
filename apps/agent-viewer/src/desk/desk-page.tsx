import type { Account } from "@ferndiagnose/protocol";
import { Button, Card, Notice, Shortcut } from "@ferndiagnose/ui";
import { useState } from "react";
import { useEnvironment } from "../app-environment.ts";
import { FailureNotice } from "../failure-notice.tsx";
import { type ApiError, failureOf } from "../http/api-error.ts";
import type { NewSession } from "../http/portal-api.ts";
import { useText } from "../texts/use-text.ts";
import { useShortcut } from "../use-shortcut.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";

export interface DeskPageProps {
  account: Account;
  onSession(session: NewSession): void;
  onSignOut(): Promise<void>;
  /** The portal no longer knows us. */
  onSignedOut(failure: ApiError): void;
}

export function DeskPage({ account, onSession, onSignOut, onSignedOut }: DeskPageProps) {
  const { api } = useEnvironment();
  const { say } = useText();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const isTechnician = account.role === "technician";
  useTitle("title.plain");

  async function begin() {
    if (isPending || !isTechnician) return;
    setPending(true);
    setFailure(undefined);
    try {
      onSession(await api.createSession());
    } catch (error) {
      const failed = failureOf(error);
      if (failed.code === "not_signed_in") return onSignedOut(failed);
      setFailure(failed);
      setPending(false);
    }
  }
  useShortcut("KeyN", begin);

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
            <div className="fd-row">
              <Button variant="primary" size="large" onPress={begin} isPending={isPending} autoFocus>
                {say("desk.newSession")}
                <Shortcut keys={["Alt", "N"]} />
              </Button>
            </div>
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
      </div>
    </ViewerPage>
  );
}
