import { describe, expect, it } from "vitest";
import { Environment, optionsFromEnvironment } from "./environment.ts";

const key = `log.example/1+0123abcd+${"A".repeat(44)}`;
const least = {
  FERNDIAGNOSE_WARDEN_DIR: "folder",
  FERNDIAGNOSE_WARDEN_TOKEN: "t".repeat(32),
  FERNDIAGNOSE_WARDEN_LOG_ORIGIN: "log.example/1",
  FERNDIAGNOSE_WARDEN_LOG_KEY: key,
};
const witnesses = JSON.stringify([{ name: "witness.example", key }]);

describe("the environment", () => {
  it("has defaults: loopback, and a witness as soon as there is one", () => {
    expect(optionsFromEnvironment(Environment.parse(least))).toMatchObject({
      host: "127.0.0.1",
      port: 9_420,
      log: { origin: "log.example/1", logKey: key, witnesses: [], quorum: 0 },
    });
    const witnessed = Environment.parse({ ...least, FERNDIAGNOSE_WARDEN_WITNESSES: witnesses });
    expect(optionsFromEnvironment(witnessed).log).toMatchObject({
      quorum: 1,
      witnesses: [{ name: "witness.example" }],
    });
  });

  it.each([
    ["a short token", { FERNDIAGNOSE_WARDEN_TOKEN: "t".repeat(31) }],
    ["no token", { FERNDIAGNOSE_WARDEN_TOKEN: undefined }],
    ["a log key that is none", { FERNDIAGNOSE_WARDEN_LOG_KEY: "key" }],
    ["witnesses that are no JSON", { FERNDIAGNOSE_WARDEN_WITNESSES: "witness" }],
    [
      "a quorum that cannot be reached",
      { FERNDIAGNOSE_WARDEN_WITNESSES: witnesses, FERNDIAGNOSE_WARDEN_WITNESS_QUORUM: "2" },
    ],
    ["a port that is none", { FERNDIAGNOSE_WARDEN_PORT: "65536" }],
  ])("is refused with %s", (_what, change) => {
    expect(Environment.safeParse({ ...least, ...change }).success).toBe(false);
  });
});
