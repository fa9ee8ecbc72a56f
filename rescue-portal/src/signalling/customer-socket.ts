import { CustomerMessage, ProtocolError, problemOf, refuseVersion, type ToCustomer } from "@ferndiagnose/protocol";
import type { WebSocket } from "ws";
import type { GuessBudget } from "../budgets/guess-budget.ts";
import type { LiveSession } from "../sessions/live-session.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { type KeepAlive, type SocketSurroundings, TypedSocket } from "./typed-socket.ts";

/** The customer's program asks once; whoever was refused this often does not have the token. */
const refusedResumesAtMost = 5;

export interface CustomerSocketOptions {
  readonly desk: SessionDesk;
  readonly budget: GuessBudget;
  /** What the key budget counts this customer by. */
  readonly addressGroup: string;
  readonly keepAlive: KeepAlive;
  /** A socket that has neither joined nor resumed by then is closed. */
  readonly joinWithinMs: number;
  /** Called when it has joined or resumed, and when it is closed. */
  readonly noStrangerAnyMore: () => void;
}

/** The socket of the customer's program: it joins or resumes first, then belongs to that session. */
export function openCustomerSocket(
  socket: WebSocket,
  around: SocketSurroundings,
  options: CustomerSocketOptions,
): TypedSocket<typeof CustomerMessage, ToCustomer> {
  const { desk, budget, addressGroup } = options;
  let session: LiveSession | undefined;
  let refusedResumes = 0;

  const seat = new TypedSocket<typeof CustomerMessage, ToCustomer>(socket, around, {
    incoming: CustomerMessage,
    keepAlive: options.keepAlive,
    problem: (error) => ({ type: "problem", problem: problemOf(error.code, error.retryAfterSeconds) }),
    handle,
    closed(): Promise<void> | undefined {
      joinTimer.cancel();
      options.noStrangerAnyMore();
      return session?.customerLeft(seat);
    },
  });
  const joinTimer = around.clock.setTimer(options.joinWithinMs, () => {
    if (session === undefined) seat.close();
  });
  return seat;

  async function handle(message: CustomerMessage): Promise<void> {
    if (message.type === "join" || message.type === "resume") {
      if (session !== undefined) throw new ProtocolError("not_possible_now");
      if (refusedResumes >= refusedResumesAtMost) return seat.close();
      const refusal = refuseVersion(message.version);
      if (refusal !== undefined) throw new ProtocolError(refusal);
      session = message.type === "join" ? await join(message) : await resume(message);
      options.noStrangerAnyMore();
      return;
    }
    if (session === undefined) throw new ProtocolError("not_possible_now");
    await session.fromCustomer(seat, message);
  }

  async function join({ key }: CustomerMessage & { type: "join" }): Promise<LiveSession> {
    const giveBack = await budget.spend(addressGroup);
    const joined = await desk.join(key, seat);
    await giveBack();
    return joined;
  }

  async function resume({ sessionId, resumeToken }: CustomerMessage & { type: "resume" }): Promise<LiveSession> {
    refusedResumes++;
    const resumed = await desk.resume(sessionId, resumeToken, seat);
    refusedResumes = 0;
    return resumed;
  }
}
