/** Plays the customer and the technician of every session: synthetic RTP one way, transport-wide feedback the other. */
import type { IceCandidate } from "@ferndiagnose/protocol";
import { cleanup, PeerConnection, type Track, Video } from "node-datachannel";
import { PLAYOUT_DELAY_URI } from "../src/relay/playout-delay.ts";
import type { FromTraffic, ToTraffic } from "./messages.ts";

const PACKET_BYTES = 1150;
const SSRC = 0xcafe;
const TICK_MS = 5;
const TICKS_PER_FRAME = 8;
const PACKETS_PER_BURST = 4;
const FEEDBACK_MS = 50;

interface Ends {
  customer: PeerConnection;
  sending: Track;
  technician: PeerConnection;
  receiving: Track | undefined;
  held: IceCandidate[];
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
  const ends: Ends = { customer, sending, technician, receiving: undefined, held: [], sequence: 0, owed: 0 };
  all.set(session, ends);
  // As the relay does with a technician's: no candidates before the answer (technician-leg.ts).
  customer.onLocalCandidate((candidate, mid) => ends.held.push({ candidate, mid }));
  technician.onLocalCandidate((candidate, mid) =>
    tell({ type: "technician_candidate", session, candidate: { candidate, mid } }),
  );
  technician.onTrack((track) => {
    ends.receiving = track;
    track.onMessage(() => undefined);
    track.onOpen(() => tell({ type: "connected", session }));
  });
  customer.setLocalDescription("offer");
  const sdp = (customer.localDescription()?.sdp ?? "").replace(/^a=(candidate:.*|end-of-candidates)\r?\n/gm, "");
  tell({ type: "customer_offer", session, sdp });
}

function answer(session: number, { technician }: Ends, offer: string): void {
  technician.setRemoteDescription(offer, "offer");
  technician.setLocalDescription("answer");
  tell({ type: "technician_answer", session, sdp: technician.localDescription()?.sdp ?? "" });
}

function accept(session: number, { customer, held }: Ends, sdp: string): void {
  customer.setRemoteDescription(sdp, "answer");
  for (const candidate of held.splice(0)) tell({ type: "customer_candidate", session, candidate });
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
  if (message.type === "customer_answer") accept(message.session, ends, message.sdp);
  if (message.type === "technician_offer") answer(message.session, ends, message.sdp);
  if (message.type === "customer_candidate") {
    ends.customer.addRemoteCandidate(message.candidate.candidate, message.candidate.mid);
  }
  if (message.type === "technician_candidate") {
    ends.technician.addRemoteCandidate(message.candidate.candidate, message.candidate.mid);
  }
});

/**
 * Frames at 25 a second, each sent as a browser's pacer sends it: a few packets every 5 ms. Sessions are out of step. Evenly
 * spread packets would cost more, since a wake-up of the relay's three threads costs more than a packet.
 */
let tick = 0;
setInterval(() => {
  tick += 1;
  for (const [session, ends] of all) {
    if (!ends.sending.isOpen()) continue;
    if ((tick + session) % TICKS_PER_FRAME === 0) ends.owed += (packetsPerSecond * TICKS_PER_FRAME * TICK_MS) / 1000;
    for (let sent = 0; sent < PACKETS_PER_BURST && ends.owed >= 1; sent += 1) {
      ends.owed -= 1;
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
