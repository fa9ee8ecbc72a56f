import type { Account } from "@ferndiagnose/protocol";
import { Progress } from "@ferndiagnose/ui";
import { useCallback, useEffect, useState } from "react";
import { useEnvironment } from "./app-environment.ts";
import { DeskPage } from "./desk/desk-page.tsx";
import { type ApiError, failureOf } from "./http/api-error.ts";
import type { NewSession } from "./http/portal-api.ts";
import { forgetSession, keepSession, keptSession } from "./session/kept-session.ts";
import { SessionPage } from "./session/session-page.tsx";
import { SignInPage } from "./sign-in/sign-in-page.tsx";
import { useText } from "./texts/use-text.ts";
import { ViewerPage } from "./viewer-page.tsx";

type Screen =
  | { name: "checking" }
  | { name: "sign_in"; failure?: ApiError }
  | { name: "desk"; account: Account }
  | { name: "session"; account: Account; session: NewSession };

export interface AppProps {
  /** Whether somebody is signed in already, or becomes so by a one-time link. */
  signedIn: Promise<Account>;
  byLink: boolean;
}

export function App({ signedIn, byLink }: AppProps) {
  const { api, tabStorage } = useEnvironment();
  const { say } = useText();
  const [screen, setScreen] = useState<Screen>({ name: "checking" });

  const enter = useCallback(
    (account: Account) => {
      const session = keptSession(tabStorage);
      setScreen(session === undefined ? { name: "desk", account } : { name: "session", account, session });
    },
    [tabStorage],
  );

  useEffect(() => {
    let isWanted = true;
    signedIn.then(
      (account) => isWanted && enter(account),
      (error: unknown) => {
        if (!isWanted) return;
        const failure = failureOf(error);
        // To come here without being signed in is how every day begins.
        setScreen(failure.code === "not_signed_in" ? { name: "sign_in" } : { name: "sign_in", failure });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [signedIn, enter]);

  switch (screen.name) {
    case "checking":
      return (
        <ViewerPage screen="checking">
          <Progress label={say(byLink ? "signIn.byLink" : "signIn.checking")} />
        </ViewerPage>
      );
    case "sign_in":
      return <SignInPage onSignedIn={enter} {...(screen.failure === undefined ? {} : { failure: screen.failure })} />;
    case "desk":
      return (
        <DeskPage
          account={screen.account}
          onSession={(session) => {
            keepSession(tabStorage, session);
            setScreen({ ...screen, name: "session", session });
          }}
          onSignOut={async () => {
            await api.signOut();
            setScreen({ name: "sign_in" });
          }}
          onSignedOut={(failure) => setScreen({ name: "sign_in", failure })}
        />
      );
    case "session":
      return (
        <SessionPage
          key={screen.session.created.sessionId}
          account={screen.account}
          session={screen.session}
          onOver={() => forgetSession(tabStorage)}
          onLeave={() => {
            forgetSession(tabStorage);
            setScreen({ name: "desk", account: screen.account });
          }}
        />
      );
    default:
      return screen satisfies never;
  }
}
