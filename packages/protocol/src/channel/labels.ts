import { z } from "zod";
import { InputMessage, PointerMessage } from "./input.ts";

/** The data channels of a session, by label. All of them pass the relay and the recorder. */
export const channels = {
  pointer: { schema: PointerMessage, ordered: true, maxRetransmits: 0 },
  input: { schema: InputMessage, ordered: true },
} as const;

export const ChannelLabel = z.enum(["pointer", "input"]);
export type ChannelLabel = z.infer<typeof ChannelLabel>;

/** Any message that reaches the customer's program through a channel. */
export const RemoteInput = z.union([PointerMessage, InputMessage]);
export type RemoteInput = z.infer<typeof RemoteInput>;
