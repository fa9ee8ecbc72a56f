import { app } from "electron";

/** Every window's title says that this is a test build, in both languages, whatever page it shows. */
export function markTestBuild(): void {
  app.on("browser-window-created", (_event, window) => {
    window.on("page-title-updated", (event, title) => {
      event.preventDefault();
      window.setTitle(`${title} – Testversion / test build`);
    });
  });
}
