import {
  ChannelRecord,
  DescriptionRecord,
  ProtocolError,
  parseMessage,
  RelayMarkerRecord,
} from "@ferndiagnose/protocol";
import { decodeRecords, RecordKind, SealedRecordingError } from "@ferndiagnose/sealed-recording";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Whether this batch holds nothing but what the relay process may record: what crossed it, and its own markers. Events of life
 * cycle and rights are the recorder's alone. The relay parses what strangers send, so it is not trusted with either.
 */
export function isRelayBatch(batch: Uint8Array): boolean {
  try {
    for (const { kind, payload } of decodeRecords(batch)) {
      switch (kind) {
        case RecordKind.rtpFromCustomer:
        case RecordKind.rtcpFromCustomer:
        case RecordKind.rtcpFromTechnician:
          break;
        case RecordKind.sessionDescription:
          parseMessage(DescriptionRecord, utf8.decode(payload));
          break;
        case RecordKind.channelMessage:
          parseMessage(ChannelRecord, utf8.decode(payload));
          break;
        case RecordKind.marker:
          parseMessage(RelayMarkerRecord, utf8.decode(payload));
          break;
        default:
          return false;
      }
    }
    return true;
  } catch (error) {
    // TypeError is what the decoder says to bytes that are no UTF-8.
    const isMalformed = error instanceof SealedRecordingError || error instanceof ProtocolError;
    if (isMalformed || error instanceof TypeError) return false;
    throw error;
  }
}
