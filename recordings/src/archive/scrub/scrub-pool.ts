import { Worker } from "node:worker_threads";
import type { ScrubbedFile } from "./scrub-finding.ts";
import type { ScrubTask, ScrubWorkerData } from "./scrub-worker.ts";

/** Gives tasks to threads, one at a time to each, from the end of the list; `handle` may put more there. Rejects when a thread dies. */
export async function scrubInThreads(
  directory: string,
  threads: number,
  tasks: ScrubTask[],
  handle: (task: ScrubTask, scrubbed: ScrubbedFile) => void,
  bytesRead: SharedArrayBuffer,
): Promise<void> {
  const workerData: ScrubWorkerData = { directory, bytesRead };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL("./scrub-worker.ts", import.meta.url), { workerData }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let next = tasks.pop(); next; next = tasks.pop()) handle(next, await ask(worker, next));
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, task: ScrubTask): Promise<ScrubbedFile> {
  return new Promise((resolve, reject) => {
    const died = (code: number) => reject(new Error(`A scrubbing thread ended with ${code}`));
    worker.once("error", reject).once("exit", died);
    worker.once("message", (scrubbed: ScrubbedFile) => {
      worker.off("error", reject).off("exit", died);
      resolve(scrubbed);
    });
    worker.postMessage(task);
  });
}
