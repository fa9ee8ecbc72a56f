import type { ChannelLabel, ErrorCode, IceCandidate } from "@ferndiagnose/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import type { Peer, PeerEvents, PeerFactory } from "./peer.ts";
import { RelaySession } from "./relay-session.ts";
import { pictureLossIndication } from "./rtcp.ts";
import { SdpRefused } from "./sdp.ts";
import { viewerId } from "./testing/relay-under-test.ts";

const VIDEO =
  "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\na=ssrc:11 cname:c\r\n";
const OFFER = `v=0\r\n${VIDEO}`;
const ANSWER = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n";

/** The peer of one leg as a browser would be seen from the relay. */
class FakePeer implements Peer {
  readonly packets: Buffer[] = [];
  readonly messages: string[] = [];
  readonly events: PeerEvents;
  isClosed = false;

  constructor(events: PeerEvents) {
    this.events = {
      onPacket: (packet) => this.isClosed || events.onPacket(packet),
      onChannelMessage: (label, message) => this.isClosed || events.onChannelMessage(label, message),
      onCandidate: (candidate) => this.isClosed || events.onCandidate(candidate),
      onState: (state) => this.isClosed || events.onState(state),
    };
  }

  sendPacket(packet: Buffer): boolean {
    this.packets.push(Buffer.from(packet));
    return !this.isClosed;
  }

  sendChannelMessage(_label: ChannelLabel, text: string): boolean {
    this.messages.push(text);
    return !this.isClosed;
  }

  acceptAnswer(): void {}

  addCandidate(_candidate: IceCandidate): void {}

  close(): void {
    this.isClosed = true;
  }
}

class FakePeers implements PeerFactory {
  readonly customers: FakePeer[] = [];
  readonly technicians: FakePeer[] = [];

  answer(_offer: string, events: PeerEvents) {
    const peer = new FakePeer(events);
    this.customers.push(peer);
    return { peer, answer: ANSWER };
  }

  offer(_mid: string, events: PeerEvents) {
    const peer = new FakePeer(events);
    this.technicians.push(peer);
    return { peer, offer: OFFER };
  }

  shutDown(): void {}
}

const rtp = (number: number) => Buffer.from([0x80, 96, 0, number, 0, 0, 0, 0, 0, 0, 0, 11, 42]);
const receiverReport = Buffer.from("80c90001000000ff", "hex");
const nack = Buffer.from("81cd0003000000010000000b00070000", "hex");
const transportFeedback = Buffer.from("8fcd0005000000010000000b000100010000000000200100", "hex");
const senderReport = Buffer.from("80c800060000000b0000000000000000000000000000000000000000", "hex");

let peers: FakePeers;
let heard: string[];
let told: [string, ...unknown[]][];
let nowUs: number;
let refusal: ErrorCode | undefined;
let session: RelaySession;

beforeEach(() => {
  peers = new FakePeers();
  heard = [];
  told = [];
  nowUs = 0;
  refusal = undefined;
  session = new RelaySession({
    peers,
    nowUs: () => nowUs,
    refusalOf: () => refusal,
    recorder: {
      rtpFromCustomer: (packet) => void heard.push(`rtp ${packet[3]}`),
      rtcpFromCustomer: () => void heard.push("rtcp down"),
      rtcpFromTechnician: () => void heard.push("rtcp up"),
      description: ({ leg, kind }) => void heard.push(`${kind} ${leg}`),
      channelMessage: (_label, text, refused) => void heard.push(`message ${text} ${refused ?? "passed"}`),
      marker: (marker) => void heard.push(marker),
    },
    events: {
      onCustomerAnswer: () => void told.push(["answer"]),
      onCustomerCandidate: () => undefined,
      onCustomerState: (state) => void told.push(["customer", state]),
      onTechnicianOffer: (viewer) => void told.push(["offer", viewer]),
      onTechnicianCandidate: (viewer, candidate) => void told.push(["candidate", viewer, candidate]),
      onTechnicianState: (viewer, state) => void told.push(["technician", viewer, state]),
      onViewers: (count) => void told.push(["viewers", count]),
    },
  });
});

/** Customer and this many technicians, all connected, key frame pause over, nothing noted yet. */
function live(technicians: number) {
  session.handleCustomerOffer(OFFER);
  const customer = peers.customers[0] as FakePeer;
  customer.events.onState("connected");
  for (let number = 0; number < technicians; number += 1) {
    const viewer = viewerId("abcd"[number]);
    session.addViewer(viewer);
    session.handleTechnicianAnswer(viewer, ANSWER);
    peers.technicians[number]?.events.onState("connected");
  }
  customer.packets.length = 0;
  heard.length = 0;
  told.length = 0;
  nowUs += 1_000_000;
  return { customer, technicians: peers.technicians };
}

describe("packets", () => {
  test("every connected technician gets the customer's packets as they are, and the recorder too", () => {
    const { customer, technicians } = live(2);
    customer.events.onPacket(rtp(1));
    customer.events.onPacket(senderReport);
    for (const technician of technicians) expect(technician.packets).toEqual([rtp(1), senderReport]);
    expect(heard).toEqual(["rtp 1", "rtcp down"]);
  });

  test("what is neither RTP nor RTCP goes nowhere", () => {
    const { customer, technicians } = live(1);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from([0x80]),
      Buffer.alloc(40),
      Buffer.from("8f60000000000000000000000b", "hex"),
    ]) {
      customer.events.onPacket(bytes);
    }
    technicians[0]?.events.onPacket(rtp(1));
    expect(technicians[0]?.packets).toEqual([]);
    expect(customer.packets).toEqual([]);
    expect(heard).toEqual([]);
  });

  test("the first technician's feedback goes upstream whole, of another's only lost packets and key frame requests", () => {
    const { customer, technicians } = live(2);
    const all = Buffer.concat([receiverReport, transportFeedback, nack]);
    technicians[0]?.events.onPacket(all);
    expect(customer.packets).toEqual([all]);
    technicians[1]?.events.onPacket(all);
    expect(customer.packets).toEqual([all, nack]);
    technicians[1]?.events.onPacket(pictureLossIndication(11));
    technicians[1]?.events.onPacket(pictureLossIndication(11));
    expect(customer.packets.slice(2)).toEqual([pictureLossIndication(11)]);
    expect(heard).toContain("key_frame_requested");
  });

  test("when the first technician leaves, the next one's feedback counts", () => {
    const { customer, technicians } = live(2);
    session.removeViewer(viewerId("a"));
    expect(technicians[0]?.isClosed).toBe(true);
    technicians[1]?.events.onPacket(transportFeedback);
    expect(customer.packets).toEqual([transportFeedback]);
  });
});

describe("viewers", () => {
  test("are counted while connected; each one that joins gets a key frame", () => {
    const { customer, technicians } = live(1);
    session.addViewer(viewerId("b"));
    expect(told).toEqual([["offer", viewerId("b")]]);
    technicians[1]?.events.onState("connected");
    expect(customer.packets).toEqual([pictureLossIndication(11)]);
    technicians[0]?.events.onState("lost");
    technicians[1]?.events.onState("lost");
    expect(told.filter(([what]) => what === "viewers").map(([, count]) => count)).toEqual([2, 1, 0]);
    expect(heard.filter((what) => what.startsWith("viewer"))).toEqual(["viewer_joined", "viewer_left", "viewer_left"]);
  });

  test("learn the relay's candidates only after their answer is set", () => {
    session.handleCustomerOffer(OFFER);
    session.addViewer(viewerId("a"));
    const candidate = { candidate: "candidate:1 1 UDP 1 127.0.0.1 9 typ host", mid: "0" };
    peers.technicians[0]?.events.onCandidate(candidate);
    expect(told).not.toContainEqual(["candidate", viewerId("a"), candidate]);
    session.handleTechnicianAnswer(viewerId("a"), ANSWER);
    peers.technicians[0]?.events.onCandidate(candidate);
    expect(told.filter(([what]) => what === "candidate")).toEqual([
      ["candidate", viewerId("a"), candidate],
      ["candidate", viewerId("a"), candidate],
    ]);
  });

  test("may come before the customer's offer", () => {
    session.addViewer(viewerId("a"));
    expect(told).toEqual([]);
    session.handleCustomerOffer(OFFER);
    expect(told).toEqual([["answer"], ["offer", viewerId("a")]]);
  });

  test("are at most four", () => {
    live(4);
    expect(session.addViewer(viewerId("e"))).toBe(false);
    expect(session.addViewer(viewerId("a"))).toBe(true);
  });

  test("get new connections when the customer comes back with a new one", () => {
    const { customer, technicians } = live(2);
    session.handleCustomerOffer(OFFER);
    expect(customer.isClosed).toBe(true);
    expect(technicians.map(({ isClosed }) => isClosed)).toEqual([true, true, false, false]);
    expect(told.filter(([what]) => what === "offer")).toHaveLength(2);
    expect(told).not.toContainEqual(["customer", "closed"]);
    customer.events.onPacket(rtp(9));
    expect(heard).not.toContain("rtp 9");
  });

  test("that share no codec with the customer are refused", () => {
    live(1);
    session.addViewer(viewerId("b"));
    expect(() => session.handleTechnicianAnswer(viewerId("b"), ANSWER.replace("96", "45"))).toThrow(SdpRefused);
    expect(() => session.handleTechnicianAnswer(viewerId("c"), ANSWER)).toThrow(SdpRefused);
  });
});

describe("messages and freezing", () => {
  test("a message passes the rights check first and is recorded either way", () => {
    const { customer, technicians } = live(1);
    technicians[0]?.events.onChannelMessage("input", "one");
    refusal = "input_not_granted";
    technicians[0]?.events.onChannelMessage("input", "two");
    technicians[0]?.events.onChannelMessage("input", Buffer.from("three"));
    expect(customer.messages).toEqual(["one"]);
    expect(heard).toEqual(["message one passed", "message two input_not_granted", "message  message_malformed"]);
    expect(session.refusedMessages).toBe(2);
  });

  test("nothing from the customer reaches a technician on a channel", () => {
    const { customer, technicians } = live(1);
    customer.events.onChannelMessage("input", "hello");
    expect(technicians[0]?.messages).toEqual([]);
    expect(session.refusedMessages).toBe(1);
  });

  test("a flood is cut off and neither reaches the customer nor fills the recording", () => {
    const { customer, technicians } = live(1);
    for (let count = 0; count < 5000; count += 1) technicians[0]?.events.onChannelMessage("pointer", "x");
    expect(customer.messages).toHaveLength(1000);
    expect(heard).toHaveLength(1000);
    expect(session.refusedMessages).toBe(4000);
  });

  test("frozen, no picture goes down and no message up; what arrives is still recorded", () => {
    const { customer, technicians } = live(1);
    session.freeze();
    customer.events.onPacket(rtp(1));
    technicians[0]?.events.onChannelMessage("input", "one");
    expect(technicians[0]?.packets).toEqual([]);
    expect(customer.messages).toEqual([]);
    expect(heard).toEqual(["frozen", "rtp 1", "message one input_frozen"]);
    session.resume();
    customer.events.onPacket(rtp(2));
    expect(technicians[0]?.packets).toEqual([rtp(2)]);
    expect(customer.packets).toEqual([pictureLossIndication(11)]);
  });

  test("closing closes every connection, once", () => {
    const { customer, technicians } = live(2);
    session.close();
    session.close();
    expect([customer, ...technicians].every(({ isClosed }) => isClosed)).toBe(true);
    expect(told.filter(([, , state]) => state === "closed")).toHaveLength(2);
    expect(told.filter(([what, state]) => what === "customer" && state === "closed")).toHaveLength(1);
    expect(session.viewers).toBe(0);
  });
});
