import { app } from "electron";

/** A page that leaves itself would take its preload along (Electron security checklist, item 13). */
export function denyNavigation(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (event) => event.preventDefault());
    contents.on("will-redirect", (event) => event.preventDefault());
  });
}
