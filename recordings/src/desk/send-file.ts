import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Download } from "../cases/cases.ts";

const pieceBytes = 256 * 1024;

/** Sends a download, or the one range of bytes that is asked for (RFC 9110 section 14). Ends abruptly when its case closes. */
export async function sendFile(
  reply: FastifyReply,
  download: Download,
  range: string | undefined,
): Promise<FastifyReply> {
  const { size } = download.blob;
  const wanted = rangeOf(range, size);
  reply.type("application/octet-stream").header("accept-ranges", "bytes");
  if (wanted === "unsatisfiable") {
    await download.close();
    return reply.code(416).header("content-range", `bytes */${size}`).send();
  }
  const { start, end } = wanted ?? { start: 0, end: size };
  if (wanted) reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${size}`);
  reply.header("content-length", end - start);
  const stream = Readable.from(piecesOf(download, start, end), { objectMode: false });
  download.signal.addEventListener("abort", () => stream.destroy(new Error("The case was closed")), { once: true });
  if (download.signal.aborted) stream.destroy(new Error("The case was closed"));
  stream.once("close", () => void download.close());
  return reply.send(stream);
}

async function* piecesOf({ blob, signal }: Download, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < end; offset += pieceBytes) {
    if (signal.aborted) return;
    yield await blob.read(offset, Math.min(pieceBytes, end - offset));
  }
}

/** Undefined for none, and for several ranges, which are answered with the whole. `end` is exclusive. */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [, first = "", last = ""] = match;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  return start >= size || start >= end ? "unsatisfiable" : { start, end };
}
