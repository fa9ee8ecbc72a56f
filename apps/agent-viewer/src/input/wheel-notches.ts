export interface WheelTurn {
  deltaX: number;
  deltaY: number;
  deltaMode: number;
  /** Not standard but everywhere in Chromium: 120 units a notch, whatever a notch scrolls. */
  wheelDeltaX?: number;
  wheelDeltaY?: number;
}

const MOST_NOTCHES = 20;

/** A turn in notches, positive down and right. Fine devices give fractions, which the customer's side adds up. */
export function wheelNotches(turn: WheelTurn): { dx: number; dy: number } {
  return {
    dx: notches(turn.deltaX, turn.wheelDeltaX, turn.deltaMode),
    dy: notches(turn.deltaY, turn.wheelDeltaY, turn.deltaMode),
  };
}

function notches(delta: number, wheelDelta: number | undefined, mode: number): number {
  const turned = wheelDelta ? -wheelDelta / 120 : delta / (mode === 0 ? 100 : mode === 1 ? 3 : 1);
  // Some mice count a notch as 100 units instead of 120: what is nearly one is one.
  const whole = Math.abs(Math.abs(turned) - 1) < 0.25 ? Math.sign(turned) : turned;
  return Math.max(-MOST_NOTCHES, Math.min(MOST_NOTCHES, whole));
}
