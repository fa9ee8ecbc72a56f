import { SessionCreated } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { forgetSession, keepSession, keptSession } from "./kept-session.ts";

const session = {
  created: SessionCreated.parse({ sessionId: "abcdefghijklmnopqrst", key: "0012345", expiresAt: 1 }),
  serverAheadMs: -3,
};

function storage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

test("kept until forgotten", () => {
  const tab = storage();
  expect(keptSession(tab)).toBeUndefined();
  keepSession(tab, session);
  expect(keptSession(tab)).toEqual(session);
  forgetSession(tab);
  expect(keptSession(tab)).toBeUndefined();
});

test.each(["", "{", "null", "17", '{"created":{}}', '{"created":null,"serverAheadMs":0}'])("%j is nothing", (text) => {
  expect(keptSession({ getItem: () => text })).toBeUndefined();
});
