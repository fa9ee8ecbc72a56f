import { problemOf } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { PortalApi } from "./portal-api.ts";

const account = { name: "anna", displayName: "Anna", role: "technician" };
const created = { sessionId: "abcdefghijklmnopqrst", key: "0012345", expiresAt: 1_800_000_000_000 };

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const requests: { path: string; init: RequestInit }[] = [];
  const api = new PortalApi(
    async (path, init) => {
      requests.push({ path, init });
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
    },
    () => 1_000_000,
  );
  return { api, requests };
}

test("signs in with the name as accounts are written", async () => {
  const { api, requests } = answering(200, account);
  await expect(api.signIn(" Anna ", "geheim")).resolves.toEqual(account);
  expect(requests[0]?.path).toBe("/api/v1/sign-in");
  expect(JSON.parse(String(requests[0]?.init.body))).toEqual({ name: "anna", password: "geheim" });
});

test("what cannot be a name is refused like a wrong one, without asking", async () => {
  const { api, requests } = answering(200, account);
  await expect(api.signIn("Ä", "x")).rejects.toMatchObject({ code: "sign_in_failed" });
  await expect(api.signInByLink("short")).rejects.toMatchObject({ code: "link_not_accepted" });
  expect(requests).toHaveLength(0);
});

test("problems keep their code and their pause", async () => {
  const { api } = answering(429, problemOf("too_many_attempts", 30));
  await expect(api.signIn("anna", "x")).rejects.toMatchObject({ code: "too_many_attempts", retryAfterSeconds: 30 });
});

test("an answer that is no problem document is our own failure", async () => {
  await expect(answering(502, "<html>").api.me()).rejects.toMatchObject({ code: "internal" });
});

test("no answer is no connection", async () => {
  const api = new PortalApi(() => Promise.reject(new TypeError("failed")), Date.now);
  await expect(api.me()).rejects.toMatchObject({ code: "no_connection" });
  await expect(api.refusal()).resolves.toBeUndefined();
});

test("being signed out is the one refusal", async () => {
  await expect(answering(401, problemOf("not_signed_in")).api.refusal()).resolves.toBe("not_signed_in");
  await expect(answering(200, account).api.refusal()).resolves.toBeUndefined();
});

test("a wrong clock here is measured against the server's", async () => {
  const ahead = answering(201, created, { date: new Date(1_000_000 + 90_000).toUTCString() });
  await expect(ahead.api.createSession()).resolves.toEqual({ created, serverAheadMs: 90_000 });
  const same = answering(201, created, { date: new Date(1_000_000 + 1_000).toUTCString() });
  await expect(same.api.createSession()).resolves.toMatchObject({ serverAheadMs: 0 });
  const silent = answering(201, created);
  await expect(silent.api.createSession()).resolves.toMatchObject({ serverAheadMs: 0 });
});

test("a customer's reference goes along when there is one, and consent is noted", async () => {
  const plain = answering(201, created);
  await plain.api.createSession();
  expect(JSON.parse(String(plain.requests[0]?.init.body))).toEqual({});
  const named = answering(201, created);
  await named.api.createSession("K 4711");
  expect(JSON.parse(String(named.requests[0]?.init.body))).toEqual({ customerReference: "K 4711" });
  const noted = answering(200, { consent: "given", at: 5, channel: "hotline" });
  const change = { customerReference: "K 4711", consent: "given" } as const;
  await expect(noted.api.noteConsent(change)).resolves.toMatchObject({ consent: "given" });
  expect(noted.requests[0]?.path).toBe("/api/v1/customers/consent");
  expect(JSON.parse(String(noted.requests[0]?.init.body))).toEqual(change);
});
