import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { app, protocol, type Session } from "electron";

/**
 * Our windows show files of our own program and nothing else: a scheme of their own instead of file:, so that a page
 * can neither read the disk nor be a page from elsewhere (Electron security checklist, items 1, 7 and 18).
 */
export const windowScheme = "ferndiagnose-window";

export type WindowName = "steps" | "status" | "capture";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** Before the app is ready. */
export function declareWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: windowScheme, privileges: { standard: true, secure: true } }]);
}

export function serveOwnFiles(folder: string): void {
  app.on("session-created", (session) => serveIn(session, folder));
}

export function addressOf(name: WindowName): string {
  return `${windowScheme}://${name}/${name}.html`;
}

function serveIn(session: Session, folder: string): void {
  session.protocol.handle(windowScheme, async ({ url }) => {
    const path = normalize(join(folder, decodeURIComponent(new URL(url).pathname)));
    const contentType = contentTypes[extname(path)];
    if (!path.startsWith(folder + sep) || contentType === undefined) return notFound();
    try {
      const content = await readFile(path);
      return new Response(content, { headers: { ...headers, "content-type": contentType } });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return notFound();
      throw error;
    }
  });
}

function notFound(): Response {
  return new Response("", { status: 404, headers });
}
