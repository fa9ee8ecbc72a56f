import type { IncomingMessage } from "node:http";
import { ProtocolError } from "@ferndiagnose/protocol";
import { addressGroup, clientAddress } from "@ferndiagnose/server/http";
import type { AccountDesk } from "../accounts/account-desk.ts";
import type { SessionCookie } from "../accounts/session-cookie.ts";
import type { GuessBudget } from "../budgets/guess-budget.ts";
import type { ComplaintTunnel } from "../complaints/complaint-tunnel.ts";
import { requireOwnOrigin } from "../http/same-origin.ts";
import { requireAccount } from "../http/staff-routes.ts";
import type { Random } from "../ports.ts";
import { equalsInConstantTime } from "../secrets/hash-token.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { openCustomerSocket } from "./customer-socket.ts";
import { openRecorderSocket } from "./recorder-socket.ts";
import type { SignedInSockets } from "./signed-in-sockets.ts";
import type { SocketRoute } from "./socket-gate.ts";
import { Strangers } from "./strangers.ts";
import { openTechnicianSocket } from "./technician-socket.ts";
import type { KeepAlive, SocketSurroundings } from "./typed-socket.ts";

/** Far more than join at the same time from one address, far less than there are sockets. */
const strangersPerAddress = 100;

interface Shared {
  readonly around: SocketSurroundings;
  readonly desk: SessionDesk;
  readonly keepAlive: KeepAlive;
}

/** Anybody may open it; only a live key lets them in. */
export function customerRoute(
  options: Shared & {
    readonly budget: GuessBudget;
    readonly trustedProxies: number;
    readonly joinWithinMs: number;
    ownOrigins(): ReadonlySet<string>;
  },
): SocketRoute {
  const strangers = new Strangers(strangersPerAddress);
  return {
    path: "/api/v1/signalling/customer",
    async admit(request) {
      requireOwnOrigin(request.headers, options.ownOrigins());
      const group = addressGroup(clientAddress(request, options.trustedProxies));
      strangers.requireRoom(group);
      return (socket) => {
        const noStrangerAnyMore = strangers.enter(group);
        openCustomerSocket(socket, options.around, { ...options, addressGroup: group, noStrangerAnyMore });
      };
    },
  };
}

/** Signed-in technicians only. */
export function technicianRoute(
  options: Shared & {
    readonly accounts: AccountDesk;
    readonly random: Random;
    readonly sockets: SignedInSockets;
    cookie(): SessionCookie;
    ownOrigins(): ReadonlySet<string>;
  },
): SocketRoute {
  return {
    path: "/api/v1/signalling/technician",
    async admit(request) {
      requireOwnOrigin(request.headers, options.ownOrigins());
      const token = options.cookie().read(request.headers) ?? "";
      const { name } = await requireAccount(options.accounts, token, "technician");
      return (socket) => {
        options.sockets.add(token, socket);
        openTechnicianSocket(socket, options.around, { ...options, accountName: name });
      };
    },
  };
}

/** Only who knows the shared token. */
export function recorderRoute(
  options: Shared & { readonly tunnel: ComplaintTunnel; readonly token: string },
): SocketRoute {
  return {
    path: "/api/v1/signalling/recorder",
    async admit(request) {
      const shown = bearerToken(request) ?? "";
      if (!equalsInConstantTime(shown, options.token)) throw new ProtocolError("not_allowed");
      return (socket) => void openRecorderSocket(socket, options.around, options);
    },
  };
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer (\S{1,500})$/.exec(request.headers.authorization ?? "")?.[1];
}
