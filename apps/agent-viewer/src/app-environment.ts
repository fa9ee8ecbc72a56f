import type { Clock } from "@ferndiagnose/rtc";
import { createContext, useContext } from "react";
import type { PortalApi } from "./http/portal-api.ts";
import type { SocketLike } from "./signalling/socket-like.ts";

/** What the program needs from outside; the browser's in `main.tsx`. */
export interface AppEnvironment {
  api: PortalApi;
  clock: Clock;
  openSocket: () => SocketLike;
  /** Lives as long as the tab. */
  tabStorage: Storage;
  keepStorage: Storage;
}

export const EnvironmentContext = createContext<AppEnvironment | undefined>(undefined);

export function useEnvironment(): AppEnvironment {
  const environment = useContext(EnvironmentContext);
  if (environment === undefined) throw new Error("The program runs without its environment");
  return environment;
}
