import type { StatusView } from "@ferndiagnose/protocol/ipc";
import { Icon, type IconName } from "@ferndiagnose/ui";
import { useWords } from "../texts/use-words.ts";
import { ControlLeft } from "./control-left.tsx";
import { Elapsed } from "./elapsed.tsx";
import { useWhatIsSeen } from "./what-is-seen.ts";

/** Who sees what, and whose mouse and keyboard it is: the sentence that everybody reads first. */
export function WhoSees({ view }: { view: StatusView }) {
  const words = useWords();
  const whatIsSeen = useWhatIsSeen();
  const { technicianName: technician, rights } = view;
  const what = whatIsSeen(rights.view);
  const state = stateOf(view);
  // Who sees nothing operates nothing, whatever is granted for later.
  const isControlled = rights.control && (state === "seen" || state === "nobody");
  // In the last minute the message says how long, and it may end sooner than at its latest.
  const until = isControlled && !view.control ? view.controlUntil : undefined;
  const seen = {
    frozen: words("status.frozen"),
    choosing: words("status.choosing"),
    paused: words("status.paused"),
    nothing: words("status.seesNothing", { technician }),
    nobody: words("status.nobody"),
    seen: words("status.sees", { technician, what: what ?? "" }),
  };
  return (
    <div className="status-who" data-state={state}>
      <Icon name={iconOf(view, state)} />
      <p className="status-words">
        <strong role="status">{seen[state]}</strong>
        <span className="status-soft">
          <span>
            {words(isControlled ? "status.both" : "status.you", { technician })}
            {until !== undefined && <ControlLeft until={until} />}
          </span>
          {view.liveSince !== undefined && <Elapsed since={view.liveSince} />}
        </span>
      </p>
    </div>
  );
}

type State = "frozen" | "choosing" | "paused" | "nothing" | "nobody" | "seen";

function stateOf(view: StatusView): State {
  if (view.frozen !== "no") return "frozen";
  if (view.changing) return "choosing";
  if (view.paused) return "paused";
  if (view.rights.view.kind === "nothing") return "nothing";
  return view.watched ? "seen" : "nobody";
}

function iconOf(view: StatusView, state: State): IconName {
  if (state === "frozen" || state === "paused") return "pause";
  if (state !== "seen") return "eyeOff";
  return view.rights.control ? "pointer" : "eye";
}
