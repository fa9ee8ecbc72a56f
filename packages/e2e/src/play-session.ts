import type { VirtualDisplay } from "@ferndiagnose/testkit";
import { Customer } from "./customer.ts";
import type { Server } from "./server.ts";
import { Technician } from "./technician.ts";

export interface PlayedSession {
  readonly customer: Customer;
  readonly technician: Technician;
  readonly checkCodes: { customer: string; technician: string };
  stop(): Promise<void>;
}

/** Plays a session up to the picture: key, join, admit, consent, choice. */
export async function playSession(
  server: Server,
  display: VirtualDisplay,
  mode: "view" | "control",
  account = 0,
  /** Where the customer's program finds the portal, when that is not the straight way. */
  portal = server.summary.portal,
): Promise<PlayedSession> {
  const technician = await Technician.signIn(server, account);
  const customer = await Customer.start(display, portal);
  const key = await technician.newSession();
  await customer.enterKey(key);
  const checkCodes = { technician: await technician.checkCode(), customer: await customer.checkCode() };
  await technician.admit();
  await customer.consent();
  await customer.choose(mode);
  await technician.waitForPicture();
  return {
    customer,
    technician,
    checkCodes,
    stop: async () => void (await Promise.allSettled([customer.close(), technician.close()])),
  };
}
