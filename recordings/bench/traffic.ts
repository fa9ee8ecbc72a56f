/** Plays the customer and the technician of every session: synthetic RTP one way, transport-wide feedback the other. */
import { cleanup, PeerConnection, type Track, Video } from "node-datachannel";
import { PLAYOUT_DELAY_URI } from "../src/relay/playout-delay.ts";
import type { FromTraffic, ToTraffic } from "./messages.ts";

const PACKET_BYTES = 1150;
const SSRC = 0xcafe;
const TICK_MS = 5;
const FEEDBACK_MS = 50;

interface Ends {
  customer: PeerConnection;
  sending: Track;
  technician: PeerConnection;
  receiving: Track | undefined;
  sequence: number;
  owed: number;
}

const config = { iceServers: [], bindAddress: "127.0.0.1", disableAutoNegotiation: true };
const all = new Map<number, Ends>();
const tell = (message: FromTraffic): void => void process.send?.(message);
let packetsPerSecond = 0;

const packet = Buffer.alloc(PACKET_BYTES);
packet[0] = 0x90;
packet[1] = 96;
packet.writeUInt32BE(SSRC, 8);
packet.writeUInt32BE(0xbede0001, 12);
packet.writeUInt32BE(0x41000000, 16);
const feedback = Buffer.from("8fcd0005000000010000cafe000100010000000000200100", "hex");

function begin(session: number): void {
  const customer = new PeerConnection(`customer-${session}`, config);
  const video = new Video("0", "SendOnly");
  video.addVideoCodec(96, "VP8");
  video.parseSdpLine(`a=extmap:5 ${PLAYOUT_DELAY_URI}`);
  video.addSSRC(SSRC, "cname", "stream", "track");
  const sending = customer.addTrack(video);
  sending.onMessage(() => undefined);
  const technician = new PeerConnection(`technician-${session}`, config);
  const ends: Ends = { customer, sending, technician, receiving: undefined, sequence: 0, owed: 0 };
  all.set(session, ends);
  customer.onLocalCandidate((candidate, mid) =>
    tell({ type: "customer_candidate", session, candidate: { candidate, mid } }),
  );
  technician.onLocalCandidate((candidate, mid) =>
    tell({ type: "technician_candidate", session, candidate: { candidate, mid } }),
  );
  technician.onTrack((track) => {
    ends.receiving = track;
    track.onMessage(() => undefined);
    track.onOpen(() => tell({ type: "connected", session }));
  });
  customer.setLocalDescription("offer");
  tell({ type: "customer_offer", session, sdp: customer.localDescription()?.sdp ?? "" });
}

function answer(session: number, { technician }: Ends, offer: string): void {
  technician.setRemoteDescription(offer, "offer");
  technician.setLocalDescription("answer");
  tell({ type: "technician_answer", session, sdp: technician.localDescription()?.sdp ?? "" });
}

process.on("message", (message: ToTraffic) => {
  if (message.type === "rate") {
    packetsPerSecond = message.packetsPerSecond;
    return;
  }
  if (message.type === "begin") {
    begin(message.session);
    return;
  }
  const ends = all.get(message.session);
  if (ends === undefined) return;
  if (message.type === "customer_answer") ends.customer.setRemoteDescription(message.sdp, "answer");
  if (message.type === "technician_offer") answer(message.session, ends, message.sdp);
  if (message.type === "customer_candidate") {
    ends.customer.addRemoteCandidate(message.candidate.candidate, message.candidate.mid);
  }
  if (message.type === "technician_candidate") {
    ends.technician.addRemoteCandidate(message.candidate.candidate, message.candidate.mid);
  }
});

let lastMs = performance.now();
setInterval(() => {
  const nowMs = performance.now();
  const elapsedMs = Math.min(nowMs - lastMs, 100);
  lastMs = nowMs;
  for (const ends of all.values()) {
    if (!ends.sending.isOpen()) continue;
    ends.owed += (packetsPerSecond * elapsedMs) / 1000;
    for (; ends.owed >= 1; ends.owed -= 1) {
      ends.sequence = (ends.sequence + 1) & 0xffff;
      packet.writeUInt16BE(ends.sequence, 2);
      ends.sending.sendMessageBinary(packet);
    }
  }
}, TICK_MS);
setInterval(() => {
  for (const { receiving } of all.values()) if (receiving?.isOpen() === true) receiving.sendMessageBinary(feedback);
}, FEEDBACK_MS);

process.once("disconnect", () => {
  for (const { customer, technician } of all.values()) {
    customer.close();
    technician.close();
  }
  cleanup();
  process.exit(0);
});
