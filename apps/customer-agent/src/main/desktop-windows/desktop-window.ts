import type { DesktopArea } from "../session/input-guard.ts";

/** The number that the system knows a window by: X11's id, Windows' handle, macOS' window number. */
export type WindowId = number & { readonly __brand: "WindowId" };

/** One window of the desktop at one moment. Places are in the unit of input backends. */
export interface DesktopWindow {
  readonly id: WindowId;
  /** What Chromium's capture takes to show the whole of it; on X11 the frame that the window manager put around it. */
  readonly pictureId: number;
  /** What a picture of it shows. */
  readonly area: DesktopArea;
  /** The part of `area` that covers others and takes clicks, without the shadow that some draw around themselves. */
  readonly visible: DesktopArea;
  /** False for what takes clicks and has no picture. */
  readonly isDrawn: boolean;
  /** Whose it is: windows of one program connection, or of one process, have the same. */
  readonly owner: number;
  /** The window that this one says it belongs to: the one that a menu or a dialogue was opened from. */
  readonly belongsTo?: WindowId;
}

/**
 * One certain window, to be seen at the moment or not. Systems give the number of a closed window to another one, which
 * must not pass for it.
 */
export interface WindowClaim {
  readonly owner: number;
  /** False from the moment on at which it was closed. */
  isThere(): boolean;
}

/** What the customer sees, as the system tells it. */
export interface DesktopWindows {
  /** The windows that are to be seen or take clicks now, lowest first: nothing minimised, nothing of another desktop. */
  readStack(): DesktopWindow[];
  /** How often it is asked whether anything changed. */
  readonly pollIntervalMs: number;
  /** Whether the stack may have changed since it was last read. */
  hasChanged(): boolean;
  /** The window of the stack that takes the keyboard, if it is known. */
  focused(): WindowId | undefined;
  /** Undefined when there is no such window. */
  claim(id: WindowId): WindowClaim | undefined;
  /** The name of its program, for the customer's own eyes. */
  applicationOf(id: WindowId): string | undefined;
  close(): void;
}
