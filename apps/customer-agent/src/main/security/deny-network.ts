import { app } from "electron";
import { windowScheme } from "./own-files.ts";

const allowed: readonly string[] = [`${windowScheme}:`, "data:", "devtools:"];

/** No window fetches anything from anywhere: the only ways out are the main process's socket and WebRTC (promise 12). */
export function denyNetwork(): void {
  app.on("session-created", (session) => {
    session.webRequest.onBeforeRequest(({ url }, decide) => {
      decide({ cancel: !allowed.some((scheme) => url.startsWith(scheme)) });
    });
  });
}
