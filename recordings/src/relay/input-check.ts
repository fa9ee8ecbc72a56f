import {
  type ChannelLabel,
  channels,
  type ErrorCode,
  ProtocolError,
  parseMessage,
  type Rights,
} from "@ferndiagnose/protocol";

/** The relay's check of a technician's message; the customer's program checks again, decisively. */
export function refusalByRights(rights: Rights, label: ChannelLabel, text: string): ErrorCode | undefined {
  if (!rights.control) return "input_not_granted";
  try {
    parseMessage(channels[label].schema, text);
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
