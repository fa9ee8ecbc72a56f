import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import { openSocket } from "./open-socket.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferndiagnose-tls-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A server whose certificate nobody vouches for. */
async function unknownServer() {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-keyout", key];
  execFileSync("openssl", ["req", "-x509", ...newKey, "-out", cert, "-days", "2", ...subject], { stdio: "ignore" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `wss://localhost:${(server.address() as AddressInfo).port}/`, server, sockets };
}

test("a server whose certificate nobody vouches for gets nothing, whatever the environment says", async () => {
  const { url, server, sockets } = await unknownServer();
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  let isOpened = false;
  await new Promise<void>((resolve) => {
    openSocket(url, {
      onOpen: () => {
        isOpened = true;
        resolve();
      },
      onText: () => {},
      onPong: () => {},
      onClosed: resolve,
    });
  });
  expect([isOpened, sockets.clients.size]).toEqual([false, 0]);
  for (const client of sockets.clients) client.terminate();
  server.close();
});
