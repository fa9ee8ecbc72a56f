import {
  DestroySecret,
  HoldSecret,
  Problem,
  RecordingId,
  ReleaseSecret,
  ShowCheckpoint,
  StoreSecret,
} from "@ferndiagnose/protocol";
import { malformedBytes, malformedTexts, type SchemaExample, schemaExamples } from "@ferndiagnose/protocol/testing";
import { AuditorSet } from "@ferndiagnose/sealed-recording";
import type { Routes } from "@ferndiagnose/server/http";
import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { WardenUnderTest } from "../testing/warden-under-test.ts";
import { createHttpServer } from "./http-server.ts";

const token = "t".repeat(32);
const bodies = amount({ quick: 300, long: 10_000 });
const recordingId = RecordingId.parse("0123456789abcdef0123456789abcdef");

let bench: WardenUnderTest;
let server: Routes;
let kept: Awaited<ReturnType<WardenUnderTest["stored"]>>;
const logged: string[] = [];

beforeAll(async () => {
  bench = await WardenUnderTest.create();
  kept = await bench.stored();
  const note = (fields: object, text: string) => void logged.push(JSON.stringify({ text, ...fields }));
  server = await createHttpServer(bench.warden, token, { info: note, warn: note, error: note });
});
afterAll(async () => {
  await server.close();
  await bench.remove();
});

type Method = "PUT" | "POST" | "DELETE";

async function send(method: Method, url: string, payload: string | Uint8Array, headers: Record<string, string> = {}) {
  const response = await server.inject({
    method,
    url,
    payload: typeof payload === "string" ? payload : Buffer.from(payload),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
  });
  if (response.statusCode === 200) return "allowed";
  expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(response.json());
  expect(problem.status).toBe(response.statusCode);
  return problem.code;
}

function exampleOf(name: string): SchemaExample {
  const example = schemaExamples.find((one) => one.name === name);
  if (example === undefined) throw new Error(`No example of ${name}`);
  return example;
}

const secret = `/api/v1/secrets/${recordingId}`;
const routes: [Method, string, () => Pick<SchemaExample, "schema" | "examples">][] = [
  ["PUT", secret, () => exampleOf("StoreSecret")],
  ["DELETE", secret, () => exampleOf("DestroySecret")],
  ["POST", `${secret}/hold`, () => exampleOf("HoldSecret")],
  ["POST", `${secret}/release-hold`, () => exampleOf("HoldSecret")],
  ["POST", `${secret}/release`, () => exampleOf("ReleaseSecret")],
  ["POST", "/api/v1/checkpoints", () => exampleOf("ShowCheckpoint")],
  ["PUT", "/api/v1/auditor-sets", () => ({ schema: AuditorSet, examples: [bench.set] })],
];

describe.each(routes)("%s %s", (method, url, form) => {
  it(`refuses ${bodies} malformed bodies with a code`, { timeout: 600_000 }, async () => {
    const texts = fc.sample(malformedTexts(form(), "hostile"), bodies);
    const counts = new Map<string, number>();
    for (const text of texts) {
      const code = await send(method, url, text);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect([...counts.keys()].filter((code) => !["message_malformed", "message_too_large"].includes(code))).toEqual([]);
    for (const bytes of fc.sample(malformedBytes(), 50))
      expect(await send(method, url, bytes)).toBe("message_malformed");
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      expect(await send(method, url, "{}", { "content-type": type })).toBe("message_malformed");
    }
    expect(logged.join("\n")).not.toContain("hostile");
    figure(`warden: malformed bodies, ${method} ${url.replace(recordingId, ":id")}`, texts.length);
  });
});

/** One place of many is to be wrong, or the first check would be the only one that is tried. */
function mostly(value: unknown, other: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 19, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });
}

/** What a body of the right form may hold instead of the right content. */
function misleading(value: unknown, path: string): fc.Arbitrary<unknown> {
  if (typeof value === "string" && /^[0-9a-f]+$/.test(value)) {
    const { length } = value;
    return mostly(
      value,
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length }),
    );
  }
  if (typeof value === "number") return path.endsWith("version") ? fc.constant(value) : mostly(value, fc.nat());
  if (path.endsWith("checkpoint")) return mostly(value, fc.oneof(fc.string({ unit: "binary" }), fc.string()));
  if (Array.isArray(value)) {
    return fc
      .tuple(...value.map((element, at) => misleading(element, `${path}.${at}`)))
      .chain((elements) => fc.subarray(elements, { minLength: Math.min(1, elements.length) }));
  }
  if (typeof value === "object" && value !== null) {
    return fc.record(
      Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, misleading(inner, `${path}.${name}`)])),
    );
  }
  return fc.constant(value);
}

describe("bodies of the right form with the wrong content", () => {
  it("are refused with a code of their own, never as a mistake of the warden's", { timeout: 600_000 }, async () => {
    const { request } = await bench.releaseRequest(kept.recordingId);
    const [intent, hold] = [await bench.intent(kept.recordingId, bench.clock.now() + 10 ** 12), request.opened];
    const url = `/api/v1/secrets/${kept.recordingId}`;
    const right: [Method, string, z.ZodType, object][] = [
      ["PUT", url, StoreSecret, await bench.storeRequest(kept.recordingId, kept.secret)],
      ["DELETE", url, DestroySecret, { recordingId: kept.recordingId, intent }],
      ["POST", `${url}/hold`, HoldSecret, { recordingId: kept.recordingId, hold }],
      ["POST", `${url}/release`, ReleaseSecret, request],
      [
        "POST",
        "/api/v1/checkpoints",
        ShowCheckpoint,
        { checkpoint: request.opened.checkpoint, newest: 1, consistency: request.opened.inclusion },
      ],
      ["PUT", "/api/v1/auditor-sets", AuditorSet, bench.set],
    ];
    const codes = new Set<string>();
    for (const [method, path, schema, body] of right) {
      const candidates = fc.sample(misleading(body, ""), amount({ quick: 150, long: 2_000 }));
      for (const candidate of candidates.filter((one) => schema.safeParse(one).success)) {
        codes.add(await send(method, path, JSON.stringify(candidate)));
      }
    }
    expect(codes).not.toContain("internal");
    expect(codes.size).toBeGreaterThan(6);
    expect(await send("POST", `${url}/release`, JSON.stringify(request))).toBe("allowed");
  });

  it("and addresses that name another recording than the body", async () => {
    const body = await bench.storeRequest(kept.recordingId, kept.secret);
    expect(await send("PUT", secret, JSON.stringify(body))).toBe("message_malformed");
    for (const path of ["secrets/..%2f..%2fidentity.key", "secrets/x", "cases/%00/close", "nothing", "%E0%A4%A"]) {
      expect(["message_malformed", "not_found"]).toContain(await send("PUT", `/api/v1/${path}`, JSON.stringify(body)));
    }
  });
});

it("looks at the token before anything else", async () => {
  for (const authorization of ["", "Bearer ", `Bearer ${token}x`, `bearer ${token}`, `Basic ${token}`, token]) {
    logged.length = 0;
    expect(await send("PUT", secret, "{", { authorization })).toBe("not_signed_in");
    expect(logged).toEqual(['{"text":"request.refused","code":"not_signed_in"}']);
  }
});
