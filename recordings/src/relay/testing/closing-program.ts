/** Opens and closes peers, lets go of them, and ends as the relay does. Run with --expose-gc. */
import { setTimeout as pause } from "node:timers/promises";
import { LibdatachannelPeers } from "../libdatachannel-peer.ts";
import type { PeerEvents } from "../peer.ts";

const peersAtATime = 20;
const nothing = () => undefined;
const events: PeerEvents = { onPacket: nothing, onChannelMessage: nothing, onCandidate: nothing, onState: nothing };
const peers = new LibdatachannelPeers({ bindAddress: "127.0.0.1" });

function openAndClose(): void {
  for (let nth = 0; nth < peersAtATime; nth += 1) {
    const { peer, offer } = peers.offer("0", events);
    // The other end of it; it refuses the description's track and channels when it is closed.
    const { peer: other } = peers.answer(offer, events);
    peer.close();
    other.close();
  }
}

for (let round = 0; round < 3; round += 1) {
  openAndClose();
  // What the library tells of the closing is heard first.
  await pause(50);
  globalThis.gc?.();
  await pause(50);
}
openAndClose();
peers.shutDown();
process.exit(0);
