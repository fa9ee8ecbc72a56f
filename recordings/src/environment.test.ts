import { expect, test } from "vitest";
import { Environment, optionsFromEnvironment } from "./environment.ts";

const needed = {
  FERNDIAGNOSE_PORTAL_URL: "http://127.0.0.1:7072",
  FERNDIAGNOSE_RECORDER_TOKEN: "0123456789abcdef0123456789abcdef",
  FERNDIAGNOSE_ARCHIVE_DIR: "archive",
  FERNDIAGNOSE_AUDITOR_SET: "set.json",
};

test("the needed settings suffice, and each is needed", () => {
  expect(optionsFromEnvironment(Environment.parse(needed))).toMatchObject({
    capacity: 64,
    retentionDays: 90,
    media: {},
  });
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
