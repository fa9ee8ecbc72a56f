import { randomBytes } from "node:crypto";
import { undeclaredField, undeclaredText } from "@ferndiagnose/data-catalogue";
import type { NewSession } from "@ferndiagnose/protocol";
import { systemClock } from "@ferndiagnose/server";
import { type Clock, createPortalLog, type Database, openSqliteDatabase } from "../index.ts";
import { createPortal, type Portal, type PortalAddresses } from "../portal.ts";
import type { PortalOptions } from "../portal-options.ts";
import { ScriptedClient } from "./scripted-client.ts";

export const recorderToken = "recorder-token-for-tests-0123456789abcdef";
/** What every scripted recorder announces. */
export const intakeKey = "1a".repeat(32);
/** Of the one recording server that restarts in most tests. */
export const serverSecret = "5e".repeat(32);
export const password = "correct horse battery";

export interface PortalUnderTestOptions {
  readonly database?: Database;
  readonly clock?: Clock;
  readonly options?: Partial<PortalOptions>;
}

/** Fails the test whose portal logs something that the data catalogue does not declare. */
function onlyDeclared(line: string): string {
  if (undeclaredField in JSON.parse(line) || line.includes(undeclaredText))
    throw new Error(`Not declared in packages/data-catalogue/src/log/log-fields.ts, and so not logged: ${line}`);
  return line;
}

/** A real portal on free ports with one technician, and real sockets to it. */
export class PortalUnderTest {
  readonly portal: Portal;
  readonly database: Database;
  readonly urls: PortalAddresses;
  readonly logLines: string[];

  private constructor(portal: Portal, database: Database, urls: PortalAddresses, logLines: string[]) {
    this.portal = portal;
    this.database = database;
    this.urls = urls;
    this.logLines = logLines;
  }

  static async start(how: PortalUnderTestOptions = {}): Promise<PortalUnderTest> {
    const logLines: string[] = [];
    const database = how.database ?? openSqliteDatabase(":memory:");
    const log = createPortalLog("info", { write: (line: string) => void logLines.push(onlyDeclared(line)) });
    const ports = { database, clock: how.clock ?? systemClock, random: randomBytes, log };
    const portal = createPortal(ports, {
      public: { port: 0 },
      staff: { port: 0 },
      operations: { port: 0 },
      organisation: "Example Telecom",
      termsVersion: "2026-01-01.1",
      privacyVersion: "2026-01-02.1",
      recorderToken,
      keySecret: new Uint8Array(32).fill(9),
      ...how.options,
      timings: { sealWithinMs: 100, ...how.options?.timings },
    });
    const urls = await portal.start();
    await portal.createAccount({ name: "tina", displayName: "Technik 17", role: "technician" });
    return new PortalUnderTest(portal, database, urls, logLines);
  }

  async stop(): Promise<void> {
    await this.portal.stop();
    await this.database.close();
  }

  /** Signs in by one-time link; returns the cookie header. */
  async signIn(accountName = "tina"): Promise<string> {
    const link = await this.portal.createOneTimeLink(accountName);
    const token = link.split("#link=")[1];
    const response = await this.post(`${this.urls.staffUrl}/api/v1/sign-in/link`, { token });
    if (response.status !== 200) throw new Error(`Sign-in by link answered ${response.status}.`);
    return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  }

  async newSession(
    cookie: string,
    request?: NewSession,
  ): Promise<{ sessionId: string; key: string; expiresAt: number }> {
    const response = await this.post(`${this.urls.staffUrl}/api/v1/sessions`, request, { cookie });
    if (response.status !== 201) throw new Error(`A new session answered ${response.status}.`);
    return response.json() as never;
  }

  post(url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(url, {
      method: "POST",
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  checkKey(key: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.post(`${this.urls.publicUrl}/api/v1/keys/check`, { key }, headers);
  }

  customer(headers: Record<string, string> = {}): Promise<ScriptedClient> {
    return ScriptedClient.connect(`${this.urls.publicUrl}/api/v1/signalling/customer`, headers);
  }

  technician(cookie: string): Promise<ScriptedClient> {
    return ScriptedClient.connect(`${this.urls.staffUrl}/api/v1/signalling/technician`, { cookie });
  }

  recorderSocket(token = recorderToken): Promise<ScriptedClient> {
    const url = `${this.urls.operationsUrl}/api/v1/signalling/recorder`;
    return ScriptedClient.connect(url, { authorization: `Bearer ${token}` });
  }

  async recorder(instanceId = "0".repeat(32), capacity = 10, secret = serverSecret): Promise<ScriptedClient> {
    const client = await this.recorderSocket();
    const hello = { type: "hello", version: 1, instanceId, capacity, iceServers: [] };
    client.say({ ...hello, intakeKey, serverSecret: secret });
    await client.take("welcome");
    return client;
  }
}
