import { RecordKind } from "@ferndiagnose/sealed-recording";
import { afterEach, describe, expect, test } from "vitest";
import { rtcpTypes } from "./rtcp.ts";
import { payloadType, ssrcOf } from "./rtp.ts";
import { BrowserPair } from "./testing/browser-pair.ts";
import { batchLimitBytes, RelayUnderTest, sessionId } from "./testing/relay-under-test.ts";

const session = { sessionId: sessionId() };
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function connect(codec: "VP8" | "VP9" | "AV1" | "H264") {
  const relay = await RelayUnderTest.start();
  opened.push(() => relay.stop());
  const pair = await BrowserPair.connect({ relay, codec });
  opened.push(() => pair.close());
  await expect
    .poll(async () => (await pair.technicianStats()).framesDecoded ?? 0, { timeout: 25_000 })
    .toBeGreaterThan(5);
  return { relay, pair };
}

describe("two real browsers joined by the relay process", { timeout: 60_000 }, () => {
  test.for(["VP8", "VP9", "AV1", "H264"] as const)("%s passes with the sender's own numbers", async (codec) => {
    const { relay, pair } = await connect(codec);
    await expect
      .poll(async () => (await pair.customerStats()).availableBitrate, { timeout: 25_000 })
      .toBeGreaterThan(1_000_000);
    await pair.customer("setColor", "rgb(200, 0, 200)");
    await expect
      .poll(async () => {
        const [red = 0, green = 0, blue = 0] = await pair.technician<number[]>("color");
        return red > 150 && green < 60 && blue > 150;
      })
      .toBe(true);

    const [sent, shown] = [await pair.customerStats(), await pair.technicianStats()];
    expect(shown.codec).toBe(`video/${codec}`);
    expect(shown.ssrc).toBe(sent.ssrc);
    expect(shown.rtxSsrc).toBe(sent.rtxSsrc);
    await expect.poll(() => relay.records.length).toBeGreaterThan(100);
    const rtp = relay.records.filter(({ kind }) => kind === RecordKind.rtpFromCustomer).map(({ payload }) => payload);
    const media = rtp.filter((packet) => ssrcOf(packet) === sent.ssrc);
    expect(new Set(media.map(payloadType))).toEqual(new Set([shown.payloadType]));
    expect(new Set(rtp.map(ssrcOf))).toEqual(new Set([sent.ssrc, sent.rtxSsrc]));
    const seen = (kind: number) =>
      relay.records.filter((record) => record.kind === kind).flatMap(({ payload }) => rtcpTypes(payload));
    await expect
      .poll(() => seen(RecordKind.rtcpFromTechnician), { timeout: 15_000 })
      .toEqual(expect.arrayContaining(["205/15", "201"]));
    await expect.poll(() => seen(RecordKind.rtcpFromCustomer), { timeout: 15_000 }).toContain("200");
    expect(relay.largestBatchBytes.value).toBeLessThanOrEqual(batchLimitBytes);
    const times = relay.records.map(({ timeUs }) => timeUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const descriptions = relay.records
      .filter(({ kind }) => kind === RecordKind.sessionDescription)
      .map(({ payload }) => payload.toString());
    expect(descriptions).toHaveLength(4);
    for (const description of descriptions) {
      expect(description).not.toMatch(/a=candidate|ice-pwd|fingerprint|127\.0\.0\.1/);
    }
  });

  test("a key frame comes when asked for, and freezing stops the picture until it is lifted", async () => {
    const { relay, pair } = await connect("VP8");
    const before = (await pair.customerStats()).keyFramesEncoded;
    await new Promise((resolve) => setTimeout(resolve, 500));
    relay.send({ type: "request_key_frame", ...session });
    await expect.poll(async () => (await pair.customerStats()).keyFramesEncoded).toBeGreaterThan(before);

    relay.send({ type: "freeze", ...session });
    await expect.poll(() => pair.framesPerSecond(300), { timeout: 15_000 }).toBe(0);
    expect(await pair.framesPerSecond(1000)).toBe(0);
    relay.send({ type: "resume", ...session });
    await expect.poll(() => pair.framesPerSecond(500), { timeout: 15_000 }).toBeGreaterThan(5);
    const markers = relay.records
      .filter(({ kind }) => kind === RecordKind.marker)
      .map(({ payload }) => JSON.parse(payload.toString()).marker);
    expect(markers).toEqual(expect.arrayContaining(["viewer_joined", "key_frame_requested", "frozen"]));
  });

  test("input passes with the right to control only, in its form only, and never while frozen", async () => {
    const { relay, pair } = await connect("VP8");
    await expect
      .poll(() => pair.technician("channels"))
      .toEqual(
        expect.arrayContaining([
          { label: "pointer", ordered: true, maxRetransmits: 0, readyState: "open" },
          { label: "input", ordered: true, maxRetransmits: null, readyState: "open" },
        ]),
      );
    const key = (code: string) => JSON.stringify({ type: "key", code, down: true });
    const send = (label: string, text: string) => pair.technician("send", { label, text });
    const messages = () =>
      relay.records
        .filter(({ kind }) => kind === RecordKind.channelMessage)
        .map(({ payload }) => JSON.parse(payload.toString()));

    await send("input", key("KeyA"));
    await expect.poll(messages).toEqual([{ label: "input", text: key("KeyA"), refused: "input_not_granted" }]);
    const gateMarkers = () =>
      relay.records
        .filter(({ kind }) => kind === RecordKind.marker)
        .map(({ payload }) => JSON.parse(payload.toString()).marker)
        .filter((marker) => ["frozen", "resumed"].includes(marker));
    relay.send({ type: "set_rights", ...session, rights: { view: { kind: "all_screens" }, control: true } });
    // What is said to the relay and what the browser sends come by different ways: a mark that the relay makes later is waited for.
    relay.send({ type: "freeze", ...session });
    relay.send({ type: "resume", ...session });
    await expect.poll(gateMarkers).toEqual(["frozen", "resumed"]);
    await send("input", key("KeyB"));
    await send("input", "{}");
    await send("input", "x".repeat(17_000));
    const refusals = () => messages().map(({ refused }) => refused);
    const ofInput = ["input_not_granted", undefined, "message_malformed", "message_too_large"];
    await expect.poll(refusals).toEqual(ofInput);
    // Afterwards: two channels keep no order between them.
    await send("pointer", JSON.stringify({ type: "move", x: 0.5, y: 0.25 }));
    await expect.poll(refusals).toEqual([...ofInput, undefined]);
    relay.send({ type: "freeze", ...session });
    await expect.poll(gateMarkers).toEqual(["frozen", "resumed", "frozen"]);
    await send("input", key("KeyC"));
    await expect.poll(() => messages().at(-1)).toEqual({ label: "input", text: key("KeyC"), refused: "input_frozen" });
    expect(await pair.customer("received")).toEqual([
      { label: "input", text: key("KeyB") },
      { label: "pointer", text: JSON.stringify({ type: "move", x: 0.5, y: 0.25 }) },
    ]);
  });

  test("closing ends both connections and sends the last records before it says so", async () => {
    const { relay, pair } = await connect("VP8");
    relay.send({ type: "close", ...session });
    await relay.report("closed");
    // The browser may still decode what had arrived before.
    await expect.poll(() => pair.framesPerSecond(500), { timeout: 15_000 }).toBe(0);
    expect(await pair.framesPerSecond(1000)).toBe(0);
    const types = relay.reports.map(({ type }) => type);
    expect(types.at(-1)).toBe("closed");
    expect(relay.reports).toContainEqual({ type: "customer_leg", ...session, state: "closed" });
    expect(await relay.stop()).toBe(0);
  });
});
