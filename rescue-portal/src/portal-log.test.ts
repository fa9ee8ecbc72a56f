import { describe, expect, it } from "vitest";
import { createPortalLog } from "./portal-log.ts";

function logged(write: (log: ReturnType<typeof createPortalLog>) => void): string {
  let lines = "";
  write(
    createPortalLog("info", {
      write(line: string) {
        lines += line;
      },
    }),
  );
  return lines;
}

describe("the portal's log", () => {
  it("takes secrets out wherever they stand", () => {
    const secrets = {
      key: "1234567",
      token: "s3cret-t",
      password: "s3cret-p",
      sdp: "v=0",
      address: "203.0.113.7",
      name: "tina",
    };
    const text = logged((log) => log.info({ ...secrets, inner: secrets, deep: { inner: secrets } }, "happened"));
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    expect(text).toContain("happened");
  });

  it("says of an error what it was and where, but not its message", () => {
    const text = logged((log) => log.error({ err: new RangeError("quotes 1234567") }, "failed"));
    expect(text).not.toContain("1234567");
    expect(JSON.parse(text).err).toMatchObject({
      kind: "RangeError",
      at: expect.arrayContaining([expect.any(String)]),
    });
  });

  it("names neither the machine nor the process", () => {
    const line = JSON.parse(logged((log) => log.info({}, "started")));
    expect(Object.keys(line).sort()).toEqual(["level", "msg", "program", "time"]);
  });
});
