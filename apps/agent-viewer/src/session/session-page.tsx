import type { Account } from "@ferndiagnose/protocol";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useEnvironment } from "../app-environment.ts";
import { EndPage } from "../end/end-page.tsx";
import type { NewSession } from "../http/portal-api.ts";
import { PicturePage } from "../picture/picture-page.tsx";
import { AdmitPage } from "../waiting/admit-page.tsx";
import { KeyPage } from "../waiting/key-page.tsx";
import { WaitingPage } from "../waiting/waiting-page.tsx";
import { SessionClient } from "./session-client.ts";

export interface SessionPageProps {
  account: Account;
  session: NewSession;
  /** Nothing more will happen in this session. */
  onOver(): void;
  onLeave(): void;
}

/** One session from the key to the end: which screen shows is decided by the portal's state alone. */
export function SessionPage({ session, onOver, onLeave }: SessionPageProps) {
  const client = useSessionClient(session);
  if (client === undefined) return null;
  return <SessionScreens client={client} onOver={onOver} onLeave={onLeave} />;
}

interface SessionScreensProps extends Pick<SessionPageProps, "onOver" | "onLeave"> {
  client: SessionClient;
}

function SessionScreens({ client, onOver, onLeave }: SessionScreensProps) {
  const snapshot = useSyncExternalStore(client.subscribe, client.snapshot);
  const isOver = snapshot.over !== undefined;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);

  if (snapshot.over !== undefined) return <EndPage over={snapshot.over} onLeave={onLeave} />;
  const screen = { client, snapshot };
  switch (snapshot.state?.state) {
    case "key_issued":
    case "recognised":
      return <KeyPage {...screen} />;
    case "joined":
      return <AdmitPage {...screen} />;
    case "live":
    case "suspended":
      return <PicturePage {...screen} />;
    default:
      return <WaitingPage {...screen} />;
  }
}

/** A client that lives as long as the screen; made in the effect, so that React may mount twice. */
function useSessionClient(session: NewSession): SessionClient | undefined {
  const { api, clock, openSocket } = useEnvironment();
  const [client, setClient] = useState<SessionClient>();
  useEffect(() => {
    const made = new SessionClient({ session, clock, openSocket, refusal: () => api.refusal() });
    setClient(made);
    made.start();
    return () => made.close();
  }, [session, api, clock, openSocket]);
  return client;
}
