import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { z } from "zod";

/** One that cannot start ends at once; one that is slow may have a busy machine to wait for. */
const readyWithinMs = 60_000;

/** Waits for the one line of JSON that a program prints when it is ready. Rejects when it ends before, or takes too long: then it is killed. */
export function readyLine<Schema extends z.ZodType>(child: ChildProcess, schema: Schema): Promise<z.infer<Schema>> {
  const { stdout } = child;
  if (!stdout) throw new Error("The program's output is not read");
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      // Nobody will know of it any more.
      child.kill("SIGKILL");
      reject(new Error(`${child.spawnargs.slice(0, 2).join(" ")} ${why}`));
    };
    const giveUp = setTimeout(() => fail("did not become ready"), readyWithinMs);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(giveUp);
      fail(`ended with ${code} before it was ready; its messages stand above`);
    });
    createInterface({ input: stdout }).once("line", (line) => {
      clearTimeout(giveUp);
      const parsed = schema.safeParse(JSON.parse(line));
      if (parsed.success) resolve(parsed.data);
      else fail("was ready in a way that is not understood");
    });
    // What it may print later must not fill the pipe.
    stdout.resume();
  });
}
