import { type ChildProcess, spawn } from "node:child_process";

/** What is to go once this process has ended: a file, a folder if it is empty, a whole folder, or our user data. */
export interface Leftover {
  readonly kind: "file" | "empty-folder" | "folder" | "user-data" | "mounted-image";
  readonly path: string;
}

const letters: Readonly<Record<Leftover["kind"], string>> = {
  file: "f",
  "empty-folder": "d",
  folder: "t",
  "user-data": "u",
  "mounted-image": "v",
};

/**
 * Reads its work from standard input, which ends when our process ends, however it ends; so it neither polls for us nor
 * can be forgotten. Paths are never part of the script: a name may hold spaces, quotes and line breaks.
 * User data that another start of the program uses by now (SingletonLock names its process) is left to that one. They are
 * first taken out of its way, into a new folder of ours alone: in a place that others can write to, a name that can be
 * guessed may be a link.
 */
const script = `
round=0 left=1
while [ $left = 1 ] && [ $round -lt 40 ]; do
  left=0
  for entry do
    path=\${entry#?}
    case $entry in
      f*) rm -f -- "$path" ;;
      d*) rmdir -- "$path"; continue ;;
      t*) rm -rf -- "$path" ;;
      v*) hdiutil detach "$path" ;;
      u*)
        owner=$(readlink "$path/profile/SingletonLock")
        owner=\${owner##*-}
        if [ -n "$owner" ] && [ "$owner" != "$0" ] && kill -0 "$owner"; then continue; fi
        if [ -d "$path" ] && [ ! -L "$path" ] && gone=$(mktemp -d "$path.XXXXXX"); then
          mv -- "$path" "$gone/"
          try=0
          until rm -rf -- "$gone" || [ $try -ge 20 ]; do try=$((try + 1)); sleep 0.2; done
        fi
        ;;
    esac
    if [ -e "$path" ] || [ -L "$path" ]; then left=1; fi
  done
  round=$((round + 1))
  [ $left = 0 ] || sleep 0.2
done`;

/** A shell that outlives us (Linux, macOS) and takes away what a running program cannot. */
export class AfterExit {
  readonly #child: ChildProcess;

  constructor(processId: number, env: NodeJS.ProcessEnv) {
    const { command, args } = afterExitCommand(processId);
    this.#child = spawn(command, args, {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: env["PATH"] ?? "/usr/bin:/bin" },
    });
    // Without it the program still works; what it leaves then is found by the next start.
    this.#child.on("error", () => undefined);
    this.#child.stdin?.on("error", () => undefined);
    this.#child.unref();
    (this.#child.stdin as unknown as { unref?(): void } | null)?.unref?.();
  }

  /** In the order given. */
  add(leftovers: readonly Leftover[]): void {
    this.#child.stdin?.write(leftovers.map(({ kind, path }) => `${letters[kind]}${path}\0`).join(""));
  }
}

/** `xargs -0` gathers the entries until the end of input and hands them over as they are. */
export function afterExitCommand(processId: number): { command: string; args: string[] } {
  return { command: "xargs", args: ["-0", "sh", "-c", script, String(processId)] };
}
