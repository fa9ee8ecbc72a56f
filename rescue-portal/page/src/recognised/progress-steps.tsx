import { Icon } from "@ferndiagnose/ui";
import { useText } from "../texts/use-text.ts";
import type { ProgressState } from "./use-progress.ts";

const steps = ["load", "start", "admit", "see"] as const;

/** How many of the steps are done. */
const done = { recognised: 0, downloading: 0, downloaded: 1, joined: 2, admitted: 3, live: 4, over: 4 } as const;

/** Loaded, started, let in, connected: where the customer is, in words and in four marks. */
export function ProgressSteps({ state, canLoad }: { state: ProgressState; canLoad: boolean }) {
  const { say } = useText();
  return (
    <div className="progress">
      <ol className="progress-steps" aria-label={say("progress.title")}>
        {steps.map((step, index) => {
          const isDone = index < done[state];
          const isNext = index === done[state];
          return (
            <li
              key={step}
              className="progress-step"
              data-is={isDone ? "done" : isNext ? "next" : "later"}
              aria-current={isNext ? "step" : undefined}
            >
              <span className="progress-mark" aria-hidden="true">
                {isDone ? <Icon name="success" /> : index + 1}
              </span>
              <span>
                {say(`progress.${step}`)}
                {isDone && <span className="fd-visually-hidden"> – {say("progress.done")}</span>}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="progress-words" role="status">
        {say(state === "recognised" && !canLoad ? "progress.onlyOpen" : `progress.${state}`)}
      </p>
    </div>
  );
}
