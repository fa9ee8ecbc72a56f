import { join } from "node:path";
import { app, type WebPreferences } from "electron";
import type { WindowName } from "./own-files.ts";

/** Every window: its own preload, its own storage in memory, and a page that is nothing but a page. */
export function windowPreferences(name: WindowName): WebPreferences {
  return {
    preload: join(__dirname, "preload", `${name}.cjs`),
    partition: name,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    backgroundThrottling: false,
    devTools: !app.isPackaged,
  };
}
