import type { CustomerProgress, DownloadTicket } from "@ferndiagnose/protocol";
import { useEffect, useState } from "react";
import { askProgress } from "../http/ask-progress.ts";

export type ProgressState = CustomerProgress["state"];

const intervalMs = 2_500;

/** How far the customer has come, asked every few seconds until it is over. A question without an answer is asked again. */
export function useProgress(ticket: DownloadTicket): { readonly state: ProgressState; readonly hasJoined: boolean } {
  const [state, setState] = useState<ProgressState>("recognised");
  const [hasJoined, setJoined] = useState(false);

  useEffect(() => {
    let timeout: ReturnType<typeof setTimeout> | undefined;
    let isWanted = true;

    async function look(): Promise<void> {
      const answer = await askProgress(ticket, (path) => fetch(path));
      if (!isWanted) return;
      let waitMs = intervalMs;
      if (answer.outcome === "answered") setState(answer.value.state);
      else if (answer.outcome === "refused" && answer.code === "download_not_unlocked") setState("over");
      else if (answer.outcome === "refused") waitMs = Math.max(waitMs, 1_000 * (answer.retryAfterSeconds ?? 0));
      timeout = setTimeout(() => void look(), waitMs);
    }

    if (state === "over") return;
    timeout = setTimeout(() => void look(), intervalMs);
    return () => {
      isWanted = false;
      clearTimeout(timeout);
    };
  }, [ticket, state]);

  useEffect(() => {
    if (state === "joined" || state === "admitted" || state === "live") setJoined(true);
  }, [state]);

  return { state, hasJoined };
}
