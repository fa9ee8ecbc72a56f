import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openSqliteDatabase } from "../index.ts";
import { playUntilLive, receiptOf } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";

/** Nothing of it occurs anywhere else. */
const marks = ["Zwoelfboxkaempfer", "99.88.77.66", "QuokkaOS", "Wombat-Edition"];
const userAgent = `Mozilla/5.0 (X11; ${marks[2]} ${marks[0]}; Linux x86_64) Gecko/20100101 Firefox/133.0 ${marks[3]}`;
const recognisable = {
  "user-agent": userAgent,
  "sec-ch-ua-platform": `"${marks[2]}"`,
  "sec-ch-ua": `"${marks[3]}";v="1"`,
  "accept-language": "tlh",
  referer: `https://${marks[0]}.example/`,
  "x-forwarded-for": marks[1] ?? "",
};

let directory: string;
let portal: PortalUnderTest;
afterEach(async () => {
  await portal.stop();
  rmSync(directory, { recursive: true });
});

/** A folder with one download for the browser's system. */
function offerProgram(content: string): string {
  const folder = join(directory, "downloads");
  mkdirSync(folder);
  const file = { name: "a.tar.gz", system: "linux", arch: "x64", kind: "archive", size: content.length, isTest: true };
  const sha256 = createHash("sha256").update(content).digest("hex");
  writeFileSync(join(folder, file.name), content);
  writeFileSync(join(folder, "downloads.json"), JSON.stringify({ files: [{ ...file, sha256 }] }));
  return folder;
}

it("what a browser says of itself is in no log, no database and no message to a recorder, after a whole way (promise 10)", async () => {
  directory = mkdtempSync(join(tmpdir(), "portal-forgotten-"));
  const database = openSqliteDatabase(join(directory, "portal.db"));
  const downloadsDir = offerProgram("the program");
  portal = await PortalUnderTest.start({ database, options: { trustedProxies: 1, downloadsDir } });
  const played = await playUntilLive(portal, await portal.recorder(), recognisable);
  const { recorder, customer, sessionId } = played;
  const url = portal.urls.publicUrl;
  const own = (path: string, body?: unknown) =>
    body === undefined ? fetch(url + path, { headers: recognisable }) : portal.post(url + path, body, recognisable);

  // Everything a browser asks, right and wrong.
  expect((await portal.checkKey(played.key, recognisable)).status).toBe(404);
  const { key } = await portal.newSession(played.cookie);
  const checked = (await (await portal.checkKey(key, recognisable)).json()) as {
    ticket: string;
    device: unknown;
    downloads: { href: string }[];
  };
  expect(checked.device).toEqual({ system: "linux", arch: "x64", browser: "firefox" });
  await own(`/api/v1/progress/${checked.ticket}`);
  await own(`/api/v1/downloads/${checked.ticket}/Ferndiagnose.exe`);
  expect(await (await own(checked.downloads[0]?.href ?? "")).text()).toBe("the program");
  await own("/");
  await own("/no/such/page");
  await own(`/api/v1/keys/check?agent=${marks[0]}`, { key: marks[0] });
  await own(`/api/v1/receipts/${sessionId}`);
  await own(`/api/v1/receipts/${sessionId}/access`, { proof: "0f".repeat(32) });
  await own(`/api/v1/receipts/${sessionId}/own-data`, { proof: "0f".repeat(32) });
  const asking = own(`/api/v1/recordings/${sessionId}/complaint-form`);
  const { requestId } = await recorder.take("tunnel_request");
  recorder.say({ type: "tunnel_answer", requestId, answer: { kind: "refused", code: "session_unknown" } });
  await asking;
  customer.say({ type: "end", reason: "customer_off" });
  await played.technician.takeState("ended");
  recorder.say({ type: "sealed", sessionId, outcome: "complete" });
  recorder.say({ type: "receipt", sessionId, receipt: receiptOf(sessionId) });
  await customer.take("receipt");

  const files = readdirSync(directory).filter((name) => name.startsWith("portal.db"));
  expect(files).toContain("portal.db-wal");
  const kept = [
    ...files.map((name) => readFileSync(join(directory, name), "latin1")),
    portal.logLines.join(""),
    recorder.texts.join(""),
    await (await fetch(`${portal.urls.operationsUrl}/metrics`)).text(),
    JSON.stringify(
      await own(`/api/v1/receipts/${sessionId}/own-data`, { proof: "0f".repeat(32) }).then((r) => r.json()),
    ),
  ].join("\n");
  expect(kept).toContain(sessionId);
  for (const mark of [...marks, "Firefox", "Mozilla"]) expect(kept, mark).not.toContain(mark);
});
