import fc from "fast-check";
import { expect, test } from "vitest";
import { asksForKeyFrame, nacksOf, pictureLossIndication, rtcpTypes } from "./rtcp.ts";

const receiverReport = Buffer.from("80c90001000000ff", "hex");
const fullIntraRequest = Buffer.from("84ce000400000001000000000000cafe01000000", "hex");
const nack = Buffer.from("81cd0003000000010000cafe00070000", "hex");
const transportFeedback = Buffer.from("8fcd0005000000010000cafe000100010000000000200100", "hex");

test("a picture loss indication reads as one", () => {
  const packet = pictureLossIndication(0xcafe);
  expect(packet.toString("hex")).toBe("81ce0002000000010000cafe");
  expect(asksForKeyFrame(packet)).toBe(true);
});

test("requests for key frames are found anywhere in a compound packet, and only there", () => {
  expect(asksForKeyFrame(Buffer.concat([receiverReport, nack, fullIntraRequest]))).toBe(true);
  expect(asksForKeyFrame(Buffer.concat([receiverReport, nack, transportFeedback]))).toBe(false);
});

test("only lost packets remain of a further viewer's feedback", () => {
  expect(nacksOf(Buffer.concat([receiverReport, nack, transportFeedback, nack]))).toEqual(Buffer.concat([nack, nack]));
  expect(nacksOf(Buffer.concat([receiverReport, transportFeedback]))).toBeUndefined();
});

test("types are named", () => {
  expect(rtcpTypes(Buffer.concat([receiverReport, nack, transportFeedback]))).toEqual(["201", "205/1", "205/15"]);
});

test("random bytes neither throw nor loop", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const packet = Buffer.from(bytes);
      asksForKeyFrame(packet);
      nacksOf(packet);
      rtcpTypes(packet);
    }),
  );
});
