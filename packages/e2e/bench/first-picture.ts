/**
 * From the key being accepted to the first picture at the technician's, with the real programs: portal, recording server,
 * Electron on a virtual screen, a browser. The customer's program is running already. Nobody thinks: whoever must answer
 * does so the moment the question is there, so what remains is what people wait for the machine.
 */
import { parseArgs } from "node:util";
import { startVirtualDisplay, type VirtualDisplay } from "@ferndiagnose/testkit";
import { Customer } from "../src/customer.ts";
import { Server } from "../src/server.ts";
import { Technician } from "../src/technician.ts";
import { printFigure, quantile, say } from "./figure.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);

interface Round {
  /** From the answer that the key is good. */
  totalMs: number;
  /** From the customer's last word, the choice of what may be seen. */
  afterChoiceMs: number;
}

async function measure(server: Server, display: VirtualDisplay): Promise<Round> {
  const technician = await Technician.signIn(server);
  try {
    const customer = await Customer.start(display, server.summary.portal);
    try {
      const key = await technician.newSession();
      await customer.enterKey(key);
      // The check code stands there as soon as the portal has taken the key.
      await customer.checkCode();
      const acceptedMs = performance.now();
      await technician.checkCode();
      await technician.admit();
      await customer.consent();
      await customer.choose("view");
      const chosenMs = performance.now();
      await technician.waitForPicture();
      const pictureMs = performance.now();
      return { totalMs: pictureMs - acceptedMs, afterChoiceMs: pictureMs - chosenMs };
    } finally {
      await customer.close();
    }
  } finally {
    await technician.close();
  }
}

const server = await Server.start();
const display = await startVirtualDisplay();
const results: Round[] = [];
try {
  for (let number = 1; number <= rounds; number += 1) {
    const round = await measure(server, display);
    results.push(round);
    const { totalMs, afterChoiceMs } = round;
    say(
      `round ${number} of ${rounds}: ${totalMs.toFixed(0)} ms, ${afterChoiceMs.toFixed(0)} ms of them after the choice`,
    );
  }
} finally {
  await display.stop();
  await server.stop();
}

const total = results.map(({ totalMs }) => totalMs);
printFigure("first_picture.p50", quantile(total, 0.5), "ms");
printFigure("first_picture.worst", Math.max(...total), "ms");
printFigure(
  "first_picture.after_choice",
  quantile(
    results.map(({ afterChoiceMs }) => afterChoiceMs),
    0.5,
  ),
  "ms",
);
