import { finished, Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type ByteRange, byteRange } from "./byte-range.ts";
import type { BuiltFile } from "./downloads-folder.ts";

const pieceBytes = 256 * 1024;

/** Only of answers with bytes of the file: not when the caller has it, and not when the range is none. */
export interface DownloadListener {
  started(): void;
  /** What went out, once it has, or once it broke off. */
  sent(range: ByteRange): void;
}

/**
 * Sends a built file, or the part of it that is asked for. The header names no file, so that the page's own `download` attribute
 * counts.
 */
export function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  file: BuiltFile,
  listener: DownloadListener,
): FastifyReply {
  const { size, sha256, handle } = file;
  const etag = `"${sha256}"`;
  const { range, "if-range": ifRange, "if-none-match": ifNoneMatch } = request.headers;
  reply
    .header("etag", etag)
    .header("accept-ranges", "bytes")
    .header("content-disposition", "attachment")
    .type("application/octet-stream");
  if (ifNoneMatch?.split(",").some((each) => each.trim().replace(/^W\//, "") === etag)) return reply.code(304).send();
  const wanted = ifRange === undefined || ifRange === etag ? byteRange(range, size) : undefined;
  if (wanted === "unsatisfiable") return reply.code(416).header("content-range", `bytes */${size}`).send();
  const { start, end } = wanted ?? { start: 0, end: size };
  if (wanted !== undefined) reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${size}`);
  reply.header("content-length", end - start);
  if (request.method === "HEAD") return reply.send(Readable.from([]));
  listener.started();
  let read = 0;
  // Only a finished answer says that everything has left; of one that broke off, what was read is the closest there is.
  finished(reply.raw, (error) => listener.sent({ start, end: error ? start + Math.max(0, read - pieceBytes) : end }));
  return reply.send(Readable.from(pieces(), { objectMode: false, highWaterMark: pieceBytes }));

  /** A stream of the handle's own would close it for everybody when one of them leaves. */
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new Error("The file has become shorter.");
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
      read += bytesRead;
    }
  }
}
