import { randomBytes } from "node:crypto";
import { logFields, passDeclared, passText, undeclaredField } from "@ferndiagnose/data-catalogue";
import { systemClock } from "@ferndiagnose/server";
import { FakeClock } from "@ferndiagnose/testkit";
import type { Clock, Log, Ports, Random } from "../ports.ts";

/** A clock that moves only when told. Setting the wall clock leaves its monotonic time and its timers alone. */
export class TestClock extends FakeClock implements Clock {
  readonly #startMs = super.now();
  #jumpedMs = 0;

  override now(): number {
    return super.now() + this.#jumpedMs;
  }

  monotonicUs(): number {
    return (super.now() - this.#startMs) * 1000;
  }

  override jump(byMs: number): void {
    this.#jumpedMs += byMs;
  }
}

const declared = logFields("recordings");

/** Keeps what was logged. Fails the test in which something is logged that the data catalogue does not declare. */
export class TestLog implements Log {
  readonly lines: { message: string; fields: Record<string, unknown> }[] = [];

  info(fields: object, message: string): void {
    const { [undeclaredField]: undeclared } = passDeclared(fields, declared);
    if (undeclared !== undefined || passText(message) !== message) {
      const what = `${message} ${JSON.stringify(fields)}`;
      throw new Error(`Not declared in packages/data-catalogue/src/log/log-fields.ts, and so not logged: ${what}`);
    }
    this.lines.push({ message, fields: { ...fields } });
  }

  warn(fields: object, message: string): void {
    this.info(fields, message);
  }

  error(fields: object, message: string): void {
    this.info(fields, message);
  }

  get messages(): string[] {
    return this.lines.map(({ message }) => message);
  }
}

export const testRandom: Random = (length) => new Uint8Array(randomBytes(length));

/** Real time, real randomness, and a log that can be looked at. */
export function realPorts(): Ports & { log: TestLog } {
  return { clock: systemClock, random: testRandom, log: new TestLog() };
}
