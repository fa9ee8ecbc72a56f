import type { Account } from "@ferndiagnose/protocol";
import { Button, Card, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useState } from "react";
import { useEnvironment } from "../app-environment.ts";
import { FailureNotice } from "../failure-notice.tsx";
import { type ApiError, failureOf } from "../http/api-error.ts";
import { useText } from "../texts/use-text.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";

export interface SignInPageProps {
  onSignedIn(account: Account): void;
  /** Why the visitor is here, when not just because the day begins. */
  failure?: ApiError;
}

export function SignInPage({ onSignedIn, failure: firstFailure }: SignInPageProps) {
  const { api } = useEnvironment();
  const { say } = useText();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState(firstFailure);
  useTitle("title.plain");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    setPending(true);
    setFailure(undefined);
    try {
      onSignedIn(await api.signIn(name, password));
    } catch (error) {
      setFailure(failureOf(error));
      setPassword("");
      setPending(false);
    }
  }

  return (
    <ViewerPage screen="sign-in">
      <Card title={say("signIn.title")} level={1}>
        <p className="fd-soft">{say("signIn.lead")}</p>
        {failure !== undefined && <FailureNotice failure={failure} />}
        <form className="fd-stack" onSubmit={submit} noValidate>
          <TextField
            label={say("signIn.name")}
            size="large"
            name="name"
            value={name}
            onChange={setName}
            autoComplete="username"
            autoFocus
            input={{ autoCapitalize: "none", spellCheck: false }}
          />
          <TextField
            label={say("signIn.password")}
            size="large"
            name="password"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
          <div className="fd-row">
            <Button type="submit" variant="primary" size="large" isPending={isPending}>
              {say("signIn.submit")}
            </Button>
          </div>
        </form>
      </Card>
    </ViewerPage>
  );
}
