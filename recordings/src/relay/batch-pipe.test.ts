import { fork } from "node:child_process";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { SessionId } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { BatchReader, type BatchReport } from "../relay-host/batch-reader.ts";
import { BatchPipe } from "./batch-pipe.ts";
import { relayStdio } from "./launch-relay.ts";

const sessionId = SessionId.parse("a".repeat(20));

/** A pipe that takes one write at a time, when told. */
function slowPipe() {
  const reports: BatchReport[] = [];
  const reader = new BatchReader((report) => reports.push(report));
  const waiting: (() => void)[] = [];
  const pipe = new Writable({
    write(chunk, _encoding, done) {
      waiting.push(() => {
        reader.read(Buffer.from(chunk));
        done();
      });
    },
  });
  let blocked = 0;
  const batches = new BatchPipe({ pipe, maxWaitingBytes: 10, onBlocked: () => blocked++ });
  const givenBack: string[] = [];
  const send = (text: string) =>
    batches.send(sessionId, { records: Buffer.from(text), giveBack: () => givenBack.push(text) });
  const drain = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      next();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { batches, reports, send, givenBack, drain, pipe, blocked: () => blocked };
}

test("a batch is given back when it has been written, and not before; the end comes behind the last of them", async () => {
  const { batches, reports, send, givenBack, drain, blocked } = slowPipe();
  send("one");
  send("");
  send("two");
  batches.sendClosed(sessionId);
  expect(givenBack).toEqual([""]);
  await drain();
  expect(givenBack).toEqual(["", "one", "two"]);
  expect(reports).toEqual([
    { type: "batch", sessionId, records: Buffer.from("one") },
    { type: "batch", sessionId, records: Buffer.from("two") },
    { type: "closed", sessionId },
  ]);
  expect(blocked()).toBe(0);
});

test("more than may wait is reported, and so is a broken pipe; what was written no longer counts", async () => {
  const { send, drain, pipe, blocked } = slowPipe();
  send("12345");
  send("67890");
  expect(blocked()).toBe(0);
  await drain();
  send("1234567890");
  expect(blocked()).toBe(0);
  send("1");
  expect(blocked()).toBe(1);
  pipe.destroy(new Error("gone"));
  await expect.poll(blocked).toBe(2);
});

test("a real pipe that the parent does not read blocks at 32 MiB; one that is read does not", async () => {
  const program = fileURLToPath(new URL("./testing/flooding-program.ts", import.meta.url));
  const child = fork(program, [], { stdio: [...relayStdio], execArgv: ["--no-warnings"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const pipe = child.stdio[4];
  if (pipe === null || pipe === undefined || !("read" in pipe)) throw new Error("No pipe");
  const told = new Promise<number>((resolve) => child.once("message", (bytes) => resolve(Number(bytes))));
  const readBytes = await new Promise<number>((resolve) => {
    let total = 0;
    pipe.on("data", (chunk: Buffer) => {
      total += chunk.length;
      if (total < 64 * 1024 * 1024) return;
      pipe.pause();
      resolve(total);
    });
  });
  const waitingBytes = (await told) - readBytes;
  // The rest stands in buffers of the system and of the stream here.
  expect(waitingBytes).toBeGreaterThan(31 * 1024 * 1024);
  expect(waitingBytes).toBeLessThan(36 * 1024 * 1024);
  expect(await exited).toBe(70);
});
