import { app } from "electron";

/** Nothing a page does puts a file on the disk. */
export function denyDownloads(): void {
  app.on("session-created", (session) => {
    session.on("will-download", (event) => event.preventDefault());
  });
}
