import { describe, expect, test } from "vitest";
import { programs } from "../data-kind.ts";
import { describeError } from "./describe-error.ts";
import { logFields } from "./log-fields.ts";
import { logGuard } from "./log-guard.ts";
import { passDeclared, passText } from "./pass-declared.ts";

const portal = logFields("rescue-portal");
const sessionId = "abcdefghij2345672345";

/** What people must never find in a log, as a value of whatever field. */
const secrets = [
  "203.0.113.7",
  "2001:db8::7",
  "1234567",
  "tina@example.org",
  "Mozilla/5.0 (X11; Linux x86_64)",
  "v=0\r\no=- 1 1 IN IP4 203.0.113.7",
  "/home/anna/data",
];

describe("what may stand in a log line", () => {
  test("declared fields with values of their shape", () => {
    const fields = { sessionId, state: "live", reason: "SQLITE_BUSY" };
    expect(passDeclared({ ...fields, code: undefined }, portal)).toEqual(fields);
  });

  test("not what is undeclared; its name is told where it is one", () => {
    const passed = passDeclared({ sessionId, address: "203.0.113.7", "203.0.113.7": 1 }, portal);
    expect(passed).toEqual({ sessionId, undeclared: ["address", "?"] });
  });

  test("not what comes with a prototype", () => {
    expect(passDeclared({ constructor: "x", toString: "y" }, portal)).toEqual({
      undeclared: ["constructor", "toString"],
    });
  });

  test.each(secrets)("in no declared field of any program: %j", (secret) => {
    for (const program of programs) {
      const shapes = logFields(program);
      for (const name of Object.keys(shapes)) {
        const line = JSON.stringify(passDeclared({ [name]: secret }, shapes));
        expect(line, `${program}: ${name}`).not.toContain(secret);
        const nested = JSON.stringify(passDeclared({ [name]: { inner: [secret] } }, shapes));
        expect(nested, `${program}: ${name}`).not.toContain(secret);
      }
    }
  });

  test.each(secrets)("nor in a message: %j", (secret) => {
    expect(passText(secret)).toBe("undeclared text");
    expect(passText(`answered ${secret}`)).toBe("undeclared text");
  });

  test.each(["session live", "relay.command_lost", "f11.not_available", "portal did not stop cleanly"])(
    "but our own words: %s",
    (text) => expect(passText(text)).toBe(text),
  );
});

describe("what of an error may be logged", () => {
  test("kind, code and place; neither message nor the folders above", () => {
    const error = Object.assign(new RangeError("quotes 1234567\n    at evil (/home/anna/secret.ts:1:1)"), {
      code: "E_X",
    });
    const described = describeError(error);
    expect(described).toMatchObject({ kind: "RangeError", code: "E_X" });
    expect(described.at[0]).toMatch(/^src\/log\/pass-declared\.test\.ts:\d+:\d+$/);
    expect(JSON.stringify(described)).not.toMatch(/1234567|anna|evil/);
    for (const place of described.at) expect(place.split("/").length).toBeLessThanOrEqual(3);
  });

  test("nothing of what is no error, and no code that is a sentence or holds a key", () => {
    expect(describeError("203.0.113.7")).toEqual({ kind: "string", at: [] });
    expect(describeError(Object.assign(new Error("x"), { code: "203.0.113.7 refused" }))).not.toHaveProperty("code");
    expect(describeError(Object.assign(new Error("x"), { code: "key.1234567" }))).not.toHaveProperty("code");
  });
});

describe("the guard of a pino logger", () => {
  const written = (...args: unknown[]): unknown[] => {
    let line: unknown[] = [];
    logGuard("rescue-portal").hooks.logMethod.call({}, args, (...given) => {
      line = given;
    });
    return line;
  };

  test("lets fields and words through", () => {
    expect(written({ sessionId }, "session live")).toEqual([{ sessionId }, "session live"]);
  });

  test("takes an error, a sentence, or more arguments for what they are", () => {
    expect(written(new Error("203.0.113.7"))).toEqual([{ err: expect.objectContaining({ kind: "Error" }) }, "error"]);
    expect(written("from 203.0.113.7")).toEqual([{}, "undeclared text"]);
    expect(written("from %s", "203.0.113.7")).toEqual([{}, "undeclared text"]);
    expect(written({}, "told", "203.0.113.7")).toEqual([{}, "told"]);
    expect(written(undefined)).toEqual([{}, "undeclared text"]);
  });
});
