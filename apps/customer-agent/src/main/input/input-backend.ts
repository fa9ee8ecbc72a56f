import type { MouseButton } from "@ferndiagnose/protocol";

/**
 * What one platform must be able to do. It checks nothing: rights, our own windows and F11 are judged before (input
 * guard). Places are pixels of the whole desktop on X11 and Windows, points on macOS.
 */
export interface InputBackend {
  moveTo(x: number, y: number): void;
  button(button: MouseButton, down: boolean): void;
  /** In notches; positive is down and right. Fractions add up. */
  wheel(dx: number, dy: number): void;
  /** By KeyboardEvent.code. False when this platform has no such key. */
  key(code: string, down: boolean): boolean;
  /** Characters as such, whatever the layout is. Stops between two characters once the signal says so. */
  typeText(text: string, signal: AbortSignal): Promise<void>;
  /** Gives back everything that was borrowed from the system. */
  close(): void;
}
