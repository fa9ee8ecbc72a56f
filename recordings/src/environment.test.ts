import { expect, test } from "vitest";
import { Environment, optionsFromEnvironment } from "./environment.ts";

const warden = {
  url: "http://127.0.0.1:9420",
  token: "0".repeat(32),
  signingKey: "0".repeat(64),
  sealingKey: "1".repeat(64),
};
const witness = { name: "witness.example", url: "http://127.0.0.1:9430", key: "witness.example+00000000+AAAA" };
const needed = {
  FERNDIAGNOSE_PORTAL_URL: "http://127.0.0.1:7072",
  FERNDIAGNOSE_RECORDER_TOKEN: "0123456789abcdef0123456789abcdef",
  FERNDIAGNOSE_ARCHIVE_DIR: "archive",
  FERNDIAGNOSE_AUDITOR_SET: "set.json",
  FERNDIAGNOSE_WARDENS: JSON.stringify([warden]),
  FERNDIAGNOSE_LOG_ORIGIN: "log.example/recordings",
};

test("the needed settings suffice, and each is needed", () => {
  expect(optionsFromEnvironment(Environment.parse(needed))).toMatchObject({
    capacity: 64,
    retentionDays: 90,
    media: {},
    wardens: [warden],
    log: { origin: "log.example/recordings", witnesses: [], quorum: 0 },
  });
  expect(optionsFromEnvironment(Environment.parse(needed))).not.toHaveProperty("desk");
  for (const name of Object.keys(needed)) {
    expect(Environment.safeParse({ ...needed, [name]: undefined }).success).toBe(false);
  }
});

test("a setting that makes no sense is refused", () => {
  const wrong = [
    { FERNDIAGNOSE_PORTAL_URL: "ftp://portal" },
    { FERNDIAGNOSE_RETENTION_DAYS: "91" },
    { FERNDIAGNOSE_MEDIA_PORT_FIRST: "5000" },
    { FERNDIAGNOSE_MEDIA_ADDRESS: "media.example" },
    { FERNDIAGNOSE_ICE_SERVERS: "[{" },
    { FERNDIAGNOSE_WARDENS: "[]" },
    { FERNDIAGNOSE_WARDENS: JSON.stringify([{ ...warden, token: "short" }]) },
    { FERNDIAGNOSE_LOG_ORIGIN: "two words" },
    { FERNDIAGNOSE_LOG_WITNESS_QUORUM: "1" },
    { FERNDIAGNOSE_ICE_SERVERS: '[{"urls":["https://x"]}]' },
  ];
  for (const setting of wrong) expect(Environment.safeParse({ ...needed, ...setting }).success).toBe(false);
});

test("media ports and ICE servers arrive", () => {
  const env = Environment.parse({
    ...needed,
    FERNDIAGNOSE_MEDIA_PORT_FIRST: "5000",
    FERNDIAGNOSE_MEDIA_PORT_LAST: "5999",
    FERNDIAGNOSE_ICE_SERVERS: '[{"urls":["turn:turn.example:3478"],"username":"u","credential":"c"}]',
  });
  expect(optionsFromEnvironment(env)).toMatchObject({
    media: { portRange: { first: 5000, last: 5999 } },
    iceServers: [{ urls: ["turn:turn.example:3478"] }],
  });
});

test("witnesses and the desk arrive; one witness has to answer unless it is told otherwise", () => {
  const env = { ...needed, FERNDIAGNOSE_LOG_WITNESSES: JSON.stringify([witness]), FERNDIAGNOSE_DESK_PORT: "7073" };
  expect(optionsFromEnvironment(Environment.parse(env))).toMatchObject({
    log: { witnesses: [witness], quorum: 1 },
    desk: { host: "127.0.0.1", port: 7073 },
  });
  const relaxed = Environment.parse({ ...env, FERNDIAGNOSE_LOG_WITNESS_QUORUM: "0" });
  expect(optionsFromEnvironment(relaxed).log.quorum).toBe(0);
});
