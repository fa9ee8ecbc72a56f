import { type ChildProcess, spawn } from "node:child_process";
import type { LastWord } from "@ferndiagnose/protocol/ipc";

/** Who ends a session in our place when we hang or crash. */
export interface Heir {
  /** From now on this, in place of what was said before. */
  tell(word: LastWord): void;
  /** We have ended it ourselves. */
  dismiss(): void;
}

/** A program with its arguments; it reads the last word from its standard input. */
export interface WordCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Standard input ends when our process ends, however it ends. Each whole line stands for all before it, and an empty one for
 * nothing to say. What is said never is an argument, which everybody on this computer could read, and never a file. The
 * second's wait is for those who take away what our process leaves (AfterExit).
 */
const script = `
word=
while IFS= read -r line; do word=$line; done
[ -n "$word" ] || exit 0
sleep 1
printf '%s\\n' "$word" | "$@"`;

/** A shell that outlives us (Linux, macOS) and holds the last word in its memory. There is none before there is a word. */
export class ShellHeir implements Heir {
  readonly #command: WordCommand;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;

  constructor(command: WordCommand, env: NodeJS.ProcessEnv) {
    this.#command = command;
    this.#env = env;
  }

  tell(word: LastWord): void {
    this.#child ??= this.#start();
    this.#child.stdin?.write(`${JSON.stringify(word)}\n`);
  }

  dismiss(): void {
    this.#child?.stdin?.end("\n");
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const { file, args } = this.#command;
    const child = spawn("sh", ["-c", script, "sh", file, ...args], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "inherit"],
      env: this.#env,
    });
    // Without it the session works as well; only a hang or a crash takes the code along.
    child.on("error", () => undefined);
    child.stdin.on("error", () => undefined);
    child.unref();
    return child;
  }
}

/** Windows has no shell that holds a line, and the stub that unpacks a portable program hands no standard input on. */
export const noHeir: Heir = { tell: () => undefined, dismiss: () => undefined };
