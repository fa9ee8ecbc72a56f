/** A clock that a test moves: a file with the milliseconds by which it is ahead. */
export interface TestClock {
  readonly file: string;
}

const variable = "FERNDIAGNOSE_TEST_CLOCK_FILE";

/** The test clock this was started with, if any. Throws when its variable is set without the flag that says so. */
export function readTestClock(isAllowed: boolean): TestClock | undefined {
  const file = process.env[variable];
  if (file === undefined) return undefined;
  if (!isAllowed) throw new Error(`${variable} moves the clock and is taken only with --demo or --test-clock.`);
  return { file };
}

/** Every program that is started takes the same clock, and is told so on its command line as well. */
export function testClockArguments(clock: TestClock | undefined): string[] {
  return clock === undefined ? [] : ["--test-clock"];
}

export function testClockEnvironment(clock: TestClock | undefined): Record<string, string> {
  return clock === undefined ? {} : { [variable]: clock.file };
}
