import {
  type ChannelLabel,
  channels,
  type ErrorCode,
  ProtocolError,
  parseMessage,
  policy,
  type RemoteInput,
  type Rights,
} from "@ferndiagnose/protocol";
import { mayInject } from "@ferndiagnose/session";
import type { Clock } from "../clock.ts";
import type { InputInjector } from "../input/input-injector.ts";
import { leavesWindows } from "./leaves-windows.ts";

/** A rectangle of the desktop in the unit that input backends take. */
export interface DesktopArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface InputGuardPorts {
  clock: Clock;
  injector: Pick<InputInjector, "inTurn" | "moveTo" | "button" | "release" | "wheel" | "key" | "text" | "releaseAll">;
  /** What may happen at this moment. */
  effectiveRights(): Rights;
  isFrozen(): boolean;
  /** The part of the desktop that the picture shows, or undefined while there is none. */
  shownArea(): DesktopArea | undefined;
  /** Whether what stands at this point is shown; everything is where a whole screen is. */
  isShownAt(x: number, y: number): boolean;
  /** Whether the keyboard goes to something that is shown. */
  hasShownFocus(): boolean;
  /** Whether single windows are shown, and keys must not lead out of them. */
  areWindowsShown(): boolean;
  heldKeys(): readonly string[];
  isOwnWindowAt(x: number, y: number): boolean;
  hasOwnWindowFocus(): boolean;
}

/**
 * The decisive check of everything that arrives from the technician (DESIGN section 6): form, speed, rights, F11, our
 * own windows. It is asked for every single message, at the moment it takes effect: while a text is being typed, a
 * window of ours may appear where nothing was. The relay's own check counts for nothing here.
 */
export class InputGuard {
  readonly #ports: InputGuardPorts;
  readonly #refusals = new Map<ErrorCode, number>();
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #windowCount = 0;

  constructor(ports: InputGuardPorts) {
    this.#ports = ports;
  }

  /** How often each refusal happened; no content. */
  get refusals(): ReadonlyMap<ErrorCode, number> {
    return this.#refusals;
  }

  handleChannelText(label: ChannelLabel, text: string): void {
    this.#countRefusals(() => {
      if (this.#isTooFast()) throw new ProtocolError("input_too_fast");
      const message = parseMessage(channels[label].schema, text);
      if (message.type === "move" || message.type === "release_all") this.#inject(message);
      else this.#ports.injector.inTurn(() => this.#countRefusals(() => this.#inject(message)));
    });
  }

  #countRefusals(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refusals.set(error.code, (this.#refusals.get(error.code) ?? 0) + 1);
    }
  }

  #inject(message: RemoteInput): void {
    const { injector } = this.#ports;
    if (!mayInject(this.#ports.effectiveRights(), message)) {
      throw new ProtocolError(this.#ports.isFrozen() ? "input_frozen" : "input_not_granted");
    }
    switch (message.type) {
      case "move": {
        const { x, y } = this.#placeOf(message);
        injector.moveTo(x, y);
        return;
      }
      case "button": {
        // Letting go is always possible, but the pointer does not move for it where it must not be.
        if (!message.down && !this.#isReachable(this.#desktopPlace(message))) {
          injector.release(message.button);
          return;
        }
        const { x, y } = this.#placeOf(message);
        injector.button(x, y, message.button, message.down);
        return;
      }
      case "wheel": {
        const { x, y } = this.#placeOf(message);
        injector.wheel(x, y, message.dx, message.dy);
        return;
      }
      case "key":
        if (message.down) {
          this.#refuseFocus();
          this.#refuseLeaving(message.code);
        }
        injector.key(message.code, message.down);
        return;
      case "text":
        this.#refuseFocus();
        injector.text(message.text);
        return;
      case "release_all":
        injector.releaseAll();
        return;
      default:
        message satisfies never;
        return;
    }
  }

  /** Throws where one of our own windows is, and where something stands that is not shown. */
  #placeOf(message: { x: number; y: number }): { x: number; y: number } {
    const place = this.#desktopPlace(message);
    if (this.#ports.isOwnWindowAt(place.x, place.y)) throw new ProtocolError("input_on_own_window");
    if (!this.#ports.isShownAt(place.x, place.y)) throw new ProtocolError("input_outside_view");
    return place;
  }

  #isReachable({ x, y }: { x: number; y: number }): boolean {
    return !this.#ports.isOwnWindowAt(x, y) && this.#ports.isShownAt(x, y);
  }

  #desktopPlace({ x, y }: { x: number; y: number }): { x: number; y: number } {
    const area = this.#ports.shownArea();
    if (!area) throw new ProtocolError("input_not_granted");
    return { x: area.x + Math.floor(x * area.width), y: area.y + Math.floor(y * area.height) };
  }

  #refuseFocus(): void {
    if (this.#ports.hasOwnWindowFocus()) throw new ProtocolError("input_on_own_window");
    if (!this.#ports.hasShownFocus()) throw new ProtocolError("input_outside_view");
  }

  #refuseLeaving(code: string): void {
    const { areWindowsShown, heldKeys } = this.#ports;
    if (areWindowsShown() && leavesWindows(code, heldKeys())) throw new ProtocolError("input_outside_view");
  }

  #isTooFast(): boolean {
    const now = this.#ports.clock.now();
    if (now - this.#windowStartMs >= 1_000) {
      this.#windowStartMs = now;
      this.#windowCount = 0;
    }
    this.#windowCount++;
    return this.#windowCount > policy.MAX_CHANNEL_MESSAGES_PER_SECOND;
  }
}
