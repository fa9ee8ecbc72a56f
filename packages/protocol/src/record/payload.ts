import { z } from "zod";
import { ChannelLabel } from "../channel/labels.ts";
import { ErrorCode } from "../errors.ts";
import { Sdp } from "../sdp.ts";
import { SessionEvent } from "../session-event.ts";

/** JSON payloads of the records of a recording; the kinds' numbers are in the FDR1 specification. */

/** A description as it went to or came from a browser. `leg` is `customer` or the viewer's number from 1. */
export const DescriptionRecord = z.strictObject({
  leg: z.union([z.literal("customer"), z.int().min(1)]),
  kind: z.enum(["offer", "answer"]),
  sdp: Sdp,
});
export type DescriptionRecord = z.infer<typeof DescriptionRecord>;

/** A channel message of the technician, and whether the relay let it through. The text stands as it arrived. */
export const ChannelRecord = z.strictObject({
  label: ChannelLabel,
  refused: ErrorCode.optional(),
  text: z.string(),
});
export type ChannelRecord = z.infer<typeof ChannelRecord>;

export const EventRecord = SessionEvent;
export type EventRecord = z.infer<typeof EventRecord>;

const relayMarkers = [
  "key_frame_requested",
  "frozen",
  "resumed",
  "viewer_joined",
  "viewer_left",
  "customer_leg_lost",
] as const;

/** What the relay marks. */
export const RelayMarkerRecord = z.strictObject({ marker: z.enum(relayMarkers) });
export type RelayMarkerRecord = z.infer<typeof RelayMarkerRecord>;

/**
 * Something a player wants to find or to explain. Besides the relay's: the customer covers the picture (`paused`, `continued`), or shows
 * chosen windows only (`masked`, `unmasked`).
 */
export const MarkerRecord = z.strictObject({
  marker: z.enum([...relayMarkers, "paused", "continued", "masked", "unmasked"]),
});
export type MarkerRecord = z.infer<typeof MarkerRecord>;
