import { app } from "electron";

/** Windows are made by the main process only, web views by nobody (Electron security checklist, items 12 and 14). */
export function denyNewWindows(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
    contents.on("will-attach-webview", (event) => event.preventDefault());
  });
}
