import { z } from "zod";

/** Place in the shared picture as fractions of its width and height, so that no side needs the other's scale. */
const Fraction = z.number().min(0).lt(1);
const place = { x: Fraction, y: Fraction };

/** Physical key by KeyboardEvent.code (UI Events code values); the customer's layout decides the character. */
export const KeyCode = z.string().regex(/^[A-Z][A-Za-z0-9]{1,24}$/);

/** Lossy and ordered: only the last place matters. */
export const PointerMessage = z.strictObject({ type: z.literal("move"), ...place });
export type PointerMessage = z.infer<typeof PointerMessage>;

export const MouseButton = z.enum(["left", "middle", "right", "back", "forward"]);
export type MouseButton = z.infer<typeof MouseButton>;

/** Reliable and ordered. */
export const InputMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("button"), ...place, button: MouseButton, down: z.boolean() }),
  /** Wheel turns in notches; positive is down and right, as in the browser. */
  z.strictObject({
    type: z.literal("wheel"),
    ...place,
    dx: z.number().min(-20).max(20),
    dy: z.number().min(-20).max(20),
  }),
  z.strictObject({ type: z.literal("key"), code: KeyCode, down: z.boolean() }),
  /** Characters as such, whatever the layouts are: what the technician's keyboard produced or what was pasted. */
  z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(1000) }),
  /** Let go of everything held: the viewer lost focus. */
  z.strictObject({ type: z.literal("release_all") }),
]);
export type InputMessage = z.infer<typeof InputMessage>;
