export interface Step {
  readonly name: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly saw?: string;
}

/** The steps of the demonstration: each one timed, told while it runs, and kept for the summary. */
export class Steps {
  readonly done: Step[] = [];

  /** What the step returns as text is what was seen. */
  async take<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    process.stdout.write(`${name} … `);
    try {
      const result = await run();
      const milliseconds = Math.round(performance.now() - start);
      const saw = typeof result === "string" ? result : undefined;
      this.done.push({ name, ok: true, milliseconds, ...(saw === undefined ? {} : { saw }) });
      process.stdout.write(`${saw ?? "ok"} (${milliseconds} ms)\n`);
      return result;
    } catch (error) {
      this.done.push({ name, ok: false, milliseconds: Math.round(performance.now() - start) });
      process.stdout.write("failed\n");
      throw error;
    }
  }
}

export function expectThat(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}
