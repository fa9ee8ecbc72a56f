import { expect, test } from "vitest";
import { PROTOCOL_VERSION, ProtocolVersion, refuseVersion } from "./version.ts";

test("the same version is served, an older and a newer one are told who has to change", () => {
  expect(refuseVersion(PROTOCOL_VERSION)).toBeUndefined();
  expect(refuseVersion(PROTOCOL_VERSION - 1)).toBe("client_too_old");
  expect(refuseVersion(PROTOCOL_VERSION + 1)).toBe("server_too_old");
});

test.each([0, -1, 1.5, "1", 1_000_001])("%j is no version", (value) => {
  expect(ProtocolVersion.safeParse(value).success).toBe(false);
});
