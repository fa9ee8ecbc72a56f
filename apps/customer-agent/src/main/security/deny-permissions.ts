import { app, type Session } from "electron";

const mayTakePicture = new WeakSet<Session>();

/** Camera, microphone, place, clipboard and the rest are refused everywhere; the screen only where it is taken. */
export function denyPermissions(): void {
  app.on("session-created", (session) => {
    session.setPermissionCheckHandler(() => false);
    session.setPermissionRequestHandler((_contents, permission, decide, details) => {
      decide(mayTakePicture.has(session) && isDisplayCapture(permission, details));
    });
  });
}

/** Lets the pages of this session have the picture of the screen that the main process hands out. */
export function allowDisplayCapture(session: Session): void {
  mayTakePicture.add(session);
}

/** Older Electrons ask for "media" of no type; with a camera or microphone the type would be named. */
function isDisplayCapture(permission: string, details: object): boolean {
  if (permission === "display-capture") return true;
  const { mediaTypes } = details as { mediaTypes?: readonly string[] };
  return permission === "media" && mediaTypes?.length === 0;
}
