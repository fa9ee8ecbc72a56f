import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as SealedRecording from "./index.ts";

/** The auditor's side in a real browser: the main entry, bundled as an app would, on the vectors of the second implementation. */
const vector = JSON.parse(readFileSync(new URL("../vectors/recording.json", import.meta.url), "utf8"));
const keys = JSON.parse(readFileSync(new URL("../vectors/keys.json", import.meta.url), "utf8"));

let browser: Browser;
let server: Server;
let address: string;
beforeAll(async () => {
  const bundled = await build({
    entryPoints: [new URL("./index.ts", import.meta.url).pathname],
    bundle: true,
    format: "iife",
    globalName: "sealedRecording",
    platform: "browser",
    write: false,
  });
  const script = bundled.outputFiles[0]?.text ?? "";
  server = createServer((request, response) => {
    response.setHeader("content-type", request.url === "/bundle.js" ? "text/javascript" : "text/html");
    response.end(request.url === "/bundle.js" ? script : "<!doctype html><script src=/bundle.js></script>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test("a browser verifies a recording, opens its locks with two auditors, S and C, and reads it", async () => {
  const page = await browser.newPage();
  await page.goto(address);
  const found = await page.evaluate(
    async ({ vector, keys }) => {
      const library = (globalThis as unknown as { sealedRecording: typeof SealedRecording }).sealedRecording;
      const { fromHex, toHex } = library;
      const source = library.bytesSource(fromHex(vector.completeFile));
      const verdict = await library.verifyRecording(source);
      const { header } = await library.readHeader(source);
      const first = await library.readAuditorKeyFile(JSON.stringify(keys.keyFile), keys.passphrase);
      const third = await library.readAuditorKeyFile(
        await library.writeAuditorKeyFile(await library.auditorKeyFromSeed(fromHex(vector.auditors[2].seed))),
      );
      const viewer = await library.generateSealingKey(library.systemRandom);
      const passedOn = await library.resealShare(
        await library.unsealShare(header, third, "complaint"),
        viewer.publicKey,
        "k7aq2mzx4tbvnc3h",
        library.systemRandom,
      );
      const shares = [
        await library.unsealShare(header, first, "complaint"),
        await library.openResealedShare(viewer.privateKey, header, "k7aq2mzx4tbvnc3h", passedOn),
      ];
      const others = { shredSecret: fromHex(vector.shredSecret), complaintCode: vector.complaintCode };
      const root = await library.openLock(header, { lock: "complaint", shares, ...others });
      const records = [];
      for await (const { timeUs, kind, payload } of library.readRecords(source, root)) {
        records.push({ timeUs, kind, payload: toHex(payload) });
      }
      const alone = await library
        .openLock(header, { lock: "complaint", shares: shares.slice(0, 1), ...others })
        .catch((error) => error.code);
      const made = await library.generateAuditorKey(library.systemRandom);
      const signature = await library.signStatement("approval", { a: 1 }, made);
      const isSigned = await library.verifyStatement("approval", { a: 1 }, signature, toHex(made.signingKey));
      return { status: verdict.status, root: toHex(root), records, alone, keyId: made.keyId, isSigned };
    },
    { vector, keys },
  );
  expect(found).toMatchObject({ status: "complete", root: vector.root, alone: "shares_too_few", isSigned: true });
  expect(found.keyId).toMatch(/^[0-9a-f]{32}$/);
  expect(found.records).toEqual(vector.frames.flatMap((frame: { records: object[] }) => frame.records));
});
