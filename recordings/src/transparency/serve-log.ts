import type { TransparencyLog } from "@ferndiagnose/transparency-log/node";

export interface LogResource {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<"content-type" | "cache-control", string>>;
}

/** Answers `GET <prefix>/<path>` of C2SP tlog-tiles: `checkpoint`, `tile/0/000`, `tile/entries/000.p/7`. Undefined is a 404. */
export async function serveLog(log: TransparencyLog, path: string): Promise<LogResource | undefined> {
  const body = await log.read(path);
  if (body === undefined) return undefined;
  // A tile never changes; the checkpoint does.
  return path === "checkpoint"
    ? { body, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache" } }
    : {
        body,
        headers: {
          "content-type": "application/octet-stream",
          "cache-control": "public, max-age=31536000, immutable",
        },
      };
}
