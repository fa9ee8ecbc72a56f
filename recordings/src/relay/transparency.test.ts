import type { RelayReport, ViewerId } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { cleanup } from "node-datachannel";
import { afterAll, afterEach, expect, test } from "vitest";
import { pictureLossIndication, rtcpTypes } from "./rtcp.ts";
import { RAW_PLAYOUT_DELAY_ID, RAW_SSRC, RawBrowser } from "./testing/raw-browser.ts";
import { RelayUnderTest, sessionId, viewerId } from "./testing/relay-under-test.ts";

const session = { sessionId: sessionId() };
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A customer and technicians that know their bytes, joined by the real relay process. */
async function join(viewers: ViewerId[]) {
  const relay = await RelayUnderTest.start();
  opened.push(() => relay.stop());
  const customer = new RawBrowser("customer");
  const ends = { customer };
  const technicians = new Map<ViewerId, RawBrowser>();
  opened.push(() => customer.close());
  const answer = (report: Extract<RelayReport, { type: "technician_offer" }>) => {
    const viewer = { ...session, viewerId: report.viewerId };
    // Each offer is for a new connection, as the technician's page makes one.
    const browser = new RawBrowser(`technician-${report.viewerId}`);
    opened.push(() => browser.close());
    technicians.set(report.viewerId, browser);
    const sdp = browser.answer(report.sdp, (candidate) =>
      relay.send({ type: "technician_candidate", ...viewer, candidate }),
    );
    relay.send({ type: "technician_answer", ...viewer, sdp });
  };
  relay.onReport((report) => {
    if (report.type === "customer_answer") {
      ends.customer.acceptAnswer(report.sdp, (candidate) =>
        relay.send({ type: "customer_candidate", ...session, candidate }),
      );
    }
    if (report.type === "customer_candidate") ends.customer.addCandidate(report.candidate);
    if (report.type === "technician_offer") answer(report);
    if (report.type === "technician_candidate") technicians.get(report.viewerId)?.addCandidate(report.candidate);
  });
  relay.send({ type: "open", ...session, elapsedUs: 5_000_000 });
  relay.send({ type: "customer_offer", ...session, sdp: customer.offer() });
  for (const viewer of viewers) relay.send({ type: "add_viewer", ...session, viewerId: viewer });
  await expect
    .poll(() => relay.reports.filter(({ type }) => type === "viewers").at(-1), { timeout: 10_000 })
    .toEqual({ type: "viewers", ...session, count: viewers.length });
  await expect.poll(() => customer.send(senderReport)).toBe(true);
  const seen = [customer, ...technicians.values()];
  await expect.poll(() => [...technicians.values()].every(({ packets }) => packets.length > 0)).toBe(true);
  for (const browser of seen) browser.packets.length = 0;
  return { relay, ends, customer, technicians: [...technicians.values()] };
}

afterAll(() => cleanup());

const senderReport = Buffer.from("80c800060000cafe0000000000000000000000000000000000000000", "hex");
const compound = Buffer.from(
  "80c90001000000ff" + "8fcd0005000000010000cafe000100010000000000200100" + "81cd0003000000010000cafe00070000",
  "hex",
);

/** RTP of each shape a browser sends: marker, one-byte extensions, retransmission, padding. */
function packetsOfEveryShape(): Buffer[] {
  const packet = (sequence: number, second: number, rest: string, first = 0x90) => {
    const head = Buffer.alloc(12);
    head[0] = first;
    head[1] = second;
    head.writeUInt16BE(sequence, 2);
    head.writeUInt32BE(3000 * sequence, 4);
    head.writeUInt32BE(RAW_SSRC, 8);
    return Buffer.concat([head, Buffer.from(rest, "hex")]);
  };
  return [
    packet(1, 96, "bede0001" + "41000100" + "aabbccdd"),
    packet(2, 0x80 | 96, `bede00024100020040000000${"ff".repeat(1100)}`),
    packet(3, 97, "bede0001" + "41000300" + "0001aabbccdd"),
    packet(4, 96, "bede0001" + "41000400" + "00000004", 0xb0),
    packet(5, 96, "aabbccdd", 0x80),
  ];
}

test("every packet reaches every technician with all its bytes and the playout delay, and the recording as it came", async () => {
  const { relay, customer, technicians } = await join([viewerId("a"), viewerId("b")]);
  const sent = packetsOfEveryShape();
  for (const packet of sent) customer.send(packet);
  customer.send(senderReport);
  for (const { packets } of technicians) {
    await expect.poll(() => packets.length).toBe(sent.length + 1);
    const [first, second, third, fourth, fifth, report] = packets;
    expect(report).toEqual(senderReport);
    for (const [index, packet] of [first, second, third, fourth].entries()) {
      const original = sent[index] as Buffer;
      const words = original.readUInt16BE(14);
      const expected = Buffer.concat([
        original.subarray(0, 16),
        Buffer.from([(RAW_PLAYOUT_DELAY_ID << 4) | 2, 0, 0, 0]),
        original.subarray(16),
      ]);
      expected.writeUInt16BE(words + 1, 14);
      expect(packet).toEqual(expected);
    }
    const bare = sent[4] as Buffer;
    expect(fifth).toEqual(
      Buffer.concat([
        Buffer.from([0x90]),
        bare.subarray(1, 12),
        Buffer.from("bede000152000000", "hex"),
        bare.subarray(12),
      ]),
    );
  }
  const recorded = () =>
    relay.records.filter(({ kind, payload }) => kind === RecordKind.rtpFromCustomer && payload.length > 0);
  await expect.poll(() => recorded().length).toBe(sent.length);
  expect(recorded().map(({ payload }) => payload)).toEqual(sent);
  for (const { timeUs } of relay.records) {
    expect(timeUs).toBeGreaterThanOrEqual(5_000_000);
    expect(timeUs).toBeLessThan(25_000_000);
  }
});

test("feedback reaches the customer with all its bytes from the first technician, trimmed from the second", async () => {
  const { relay, customer, technicians } = await join([viewerId("a"), viewerId("b")]);
  technicians[0]?.send(compound);
  await expect.poll(() => customer.packets).toEqual([compound]);
  technicians[1]?.send(compound);
  await expect.poll(() => customer.packets.slice(1).map(rtcpTypes)).toEqual([["205/1"]]);
  await new Promise((resolve) => setTimeout(resolve, 350));
  technicians[1]?.send(pictureLossIndication(RAW_SSRC));
  await expect.poll(() => customer.packets.at(-1)).toEqual(pictureLossIndication(RAW_SSRC));

  relay.send({ type: "remove_viewer", ...session, viewerId: viewerId("a") });
  await expect.poll(() => relay.reports.filter(({ type }) => type === "viewers").at(-1)).toMatchObject({ count: 1 });
  customer.packets.length = 0;
  technicians[1]?.send(compound);
  await expect.poll(() => customer.packets).toEqual([compound]);
});

test("a flood of messages from a technician is cut at a thousand a second", async () => {
  const { relay, customer, technicians } = await join([viewerId("a")]);
  relay.send({ type: "set_rights", ...session, rights: { view: { kind: "all_screens" }, control: true } });
  const input = technicians[0]?.channels.get("input");
  await expect.poll(() => input?.isOpen()).toBe(true);
  const beganMs = performance.now();
  for (let count = 0; count < 4000; count += 1) input?.sendMessage('{"type":"release_all"}');
  await expect.poll(() => customer.messages.length).toBeGreaterThanOrEqual(1000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const seconds = (performance.now() - beganMs) / 1000;
  expect(customer.messages.length).toBeLessThanOrEqual(1000 + 1000 * seconds);
  expect(customer.messages.length).toBeLessThan(4000);
});

test("a customer who comes back with a new connection meets the same technicians again", async () => {
  const { relay, ends, customer } = await join([viewerId("a")]);
  customer.close();
  ends.customer = new RawBrowser("customer-again");
  opened.push(() => ends.customer.close());
  const offers = () => relay.reports.filter(({ type }) => type === "technician_offer").length;
  const offersBefore = offers();
  relay.send({ type: "customer_offer", ...session, sdp: ends.customer.offer() });
  await expect.poll(offers).toBe(offersBefore + 1);
  await expect.poll(() => ends.customer.send(senderReport)).toBe(true);
});

test("offers and answers that do not fit are refused, and the session lives on", async () => {
  const { relay, customer, technicians } = await join([viewerId("a")]);
  relay.send({ type: "customer_offer", ...session, sdp: "v=0\r\nnonsense" });
  await expect.poll(() => relay.reports.at(-1)).toEqual({ type: "failed", ...session, what: "offer" });
  relay.send({ type: "technician_answer", ...session, viewerId: viewerId("b"), sdp: "v=0" });
  await expect.poll(() => relay.reports.at(-1)).toEqual({ type: "failed", ...session, what: "answer" });
  const [packet] = packetsOfEveryShape();
  customer.send(packet as Buffer);
  await expect.poll(() => technicians[0]?.packets.length).toBe(1);
});
