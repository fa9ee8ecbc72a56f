/**
 * The media relay child process: the only one that faces the network with DTLS-SRTP. The recording server starts it
 * (launch-relay.ts) with Node's permission model: it may read its code and load the one addon; it cannot write files,
 * start programs or threads. It knows no key and no file, and ends with its parent.
 */
import { Socket } from "node:net";
import { RelayCommand, type RelayReport } from "@ferndiagnose/protocol";
import { batchPipeDescriptor } from "./batch-frame.ts";
import { BatchPipe } from "./batch-pipe.ts";
import { LibdatachannelPeers } from "./libdatachannel-peer.ts";
import { relayConfigFromArguments } from "./relay-config.ts";
import { RelayHost } from "./relay-host.ts";

/** More than this waiting for the parent means that nothing is being recorded: then nothing may be relayed either (promise 6). */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
const EXIT_NO_PARENT = 70;

for (const name of Object.keys(process.env)) delete process.env[name];

const peers = new LibdatachannelPeers(relayConfigFromArguments(process.argv.slice(2)));
const host = new RelayHost({
  peers,
  report,
  batches: new BatchPipe({
    pipe: new Socket({ fd: batchPipeDescriptor, readable: false, writable: true }),
    maxWaitingBytes: MAX_WAITING_BYTES,
    onBlocked: () => process.exit(EXIT_NO_PARENT),
  }),
  nowUs: () => performance.now() * 1000,
  setTimer: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
});

function report(message: RelayReport): void {
  if (!process.connected) return;
  // A message that fails went to a parent that is gone; "disconnect" follows.
  process.send?.(message, undefined, undefined, () => undefined);
}

process.on("message", (message) => {
  const command = RelayCommand.safeParse(message);
  if (command.success) host.handle(command.data);
});
process.once("disconnect", () => {
  host.closeAll();
  peers.shutDown();
  process.exit(0);
});
// A stop by the terminal reaches the parent too, which then closes the sessions in order.
process.on("SIGINT", () => undefined);

report({ type: "ready" });
