import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { type Routes, replyNotFound } from "@ferndiagnose/server/http";

/** What goes out with the page itself besides. */
export type PageHeaders = Readonly<Record<string, string>>;

/**
 * Serves a built page and its files. Paths that name no file and are no API show the page itself, which decides what
 * they mean. Everything else is answered with a problem, and so is everything where no page is built.
 */
export async function servePages(app: Routes, directory: string | undefined, headers: PageHeaders): Promise<void> {
  if (directory === undefined || !existsSync(join(directory, "index.html"))) {
    app.setNotFoundHandler(replyNotFound);
    return;
  }
  await app.register(fastifyStatic, {
    root: directory,
    wildcard: true,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders(reply, path) {
      // Files under assets carry the hash of their content in their name.
      const isHashed = path.startsWith(join(directory, "assets"));
      if (path.endsWith(".html")) for (const [name, value] of Object.entries(headers)) reply.header(name, value);
      reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const wantsPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
    if (wantsPage && !path.startsWith("/api/") && !path.includes(".")) return reply.sendFile("index.html");
    return replyNotFound(request, reply);
  });
}
