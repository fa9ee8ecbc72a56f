import type { IpcChannel } from "@ferndiagnose/protocol/ipc";
import type { BrowserWindow, WebFrameMain } from "electron";
import { windowScheme } from "../security/own-files.ts";

/** A schema of the protocol. */
interface PayloadSchema<Payload> {
  safeParse(value: unknown): { success: true; data: Payload } | { success: false };
}

/**
 * Hears one channel of one window. Called only for what this window's own page sent and what fits the schema; the rest
 * fails the sender's call and reaches nobody.
 */
export function listen<Payload>(
  window: BrowserWindow,
  channel: IpcChannel,
  schema: PayloadSchema<Payload>,
  handle: (payload: Payload) => void,
): void {
  window.webContents.ipc.handle(channel, (event, payload: unknown) => {
    if (!isOwnPage(window, event.senderFrame)) throw new Error("not_allowed");
    const parsed = schema.safeParse(payload);
    if (!parsed.success) throw new Error("message_malformed");
    handle(parsed.data);
  });
}

function isOwnPage(window: BrowserWindow, frame: WebFrameMain | null): boolean {
  if (window.isDestroyed() || frame === null) return false;
  return frame === window.webContents.mainFrame && frame.url.startsWith(`${windowScheme}://`);
}
