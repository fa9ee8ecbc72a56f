import { PayloadTypes, parseRtpPacket, startsKeyFrame } from "@ferndiagnose/playback/key-frame";
import { DescriptionRecord, parseMessage } from "@ferndiagnose/protocol";
import { decodeRecords, RecordKind } from "@ferndiagnose/sealed-recording";

/** Says in which frames of a recording a picture begins that needs no other: where a player can start. */
export class KeyFrameFinder {
  #payloadTypes: PayloadTypes | undefined;

  findIn(records: Uint8Array): boolean {
    let found = false;
    for (const { kind, payload } of decodeRecords(records)) {
      if (kind === RecordKind.sessionDescription) this.#handleDescription(payload);
      if (kind === RecordKind.rtpFromCustomer && !found) found = this.#isKeyFrame(payload);
    }
    return found;
  }

  #handleDescription(payload: Uint8Array): void {
    const { leg, kind, sdp } = parseMessage(DescriptionRecord, new TextDecoder().decode(payload));
    if (leg === "customer" && kind === "offer") this.#payloadTypes = new PayloadTypes(sdp);
  }

  #isKeyFrame(payload: Uint8Array): boolean {
    const packet = parseRtpPacket(payload);
    const codec = packet && this.#payloadTypes?.codecOf(packet);
    return codec !== undefined && packet !== undefined && startsKeyFrame(codec, packet.payload);
  }
}
