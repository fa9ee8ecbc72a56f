import type { SessionClient } from "./session-client.ts";
import type { SessionSnapshot } from "./session-snapshot.ts";

export interface SessionScreenProps {
  client: SessionClient;
  snapshot: SessionSnapshot;
}
