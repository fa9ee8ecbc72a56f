import { expect, test } from "vitest";
import { TestClock, TestLog } from "../testing/test-ports.ts";
import { DiskWatch } from "./disk-watch.ts";

function watched(free: { bytes: number | Error }, live: { sessions: number }) {
  const clock = new TestClock();
  const levels: string[] = [];
  const watch = new DiskWatch({
    blobs: {
      freeBytes: async () => {
        if (free.bytes instanceof Error) throw free.bytes;
        return free.bytes;
      },
    },
    clock,
    log: new TestLog(),
    reserveBytesPerSession: 100,
    liveSessions: () => live.sessions,
    onChange: (level) => levels.push(level),
  });
  const second = async () => {
    clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { watch, levels, second };
}

test("tells each change once, counts every live session, and looks anew when asked", async () => {
  const [free, live] = [{ bytes: 1_000 as number | Error }, { sessions: 0 }];
  const { watch, levels, second } = watched(free, live);
  await watch.start();
  await second();
  expect([watch.level(), levels]).toEqual(["ok", []]);
  live.sessions = 5;
  await second();
  await second();
  expect(levels).toEqual(["warn"]);
  free.bytes = 299;
  expect(await watch.check()).toBe("end_sessions");
  live.sessions = 0;
  await second();
  expect(levels).toEqual(["warn", "end_sessions", "ok"]);
  watch.stop();
  free.bytes = 0;
  await second();
  expect(watch.level()).toBe("ok");
});

test("a disk that cannot say how much room it has takes no new sessions", async () => {
  const free = { bytes: 1_000 as number | Error };
  const { watch, levels, second } = watched(free, { sessions: 1 });
  await watch.start();
  free.bytes = Object.assign(new Error(), { code: "EIO" });
  await second();
  free.bytes = 1_000;
  await second();
  expect(levels).toEqual(["no_new_sessions", "ok"]);
});
