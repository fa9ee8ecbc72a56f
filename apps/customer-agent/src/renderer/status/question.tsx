import type { RightsRequest } from "@ferndiagnose/protocol";
import type { StatusAction, StatusView } from "@ferndiagnose/protocol/ipc";
import { Icon } from "@ferndiagnose/ui";
import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../texts/use-words.ts";
import { useWhatIsSeen } from "./what-is-seen.ts";

/** Nobody who was about to click on something else says yes: the question has to have stood there for a moment. */
const yesAfterMs = 600;

export interface QuestionProps {
  view: StatusView;
  request: RightsRequest;
  act: (action: StatusAction) => void;
}

/** What the technician asks for. "No" has the focus; Enter and Escape mean no. */
export function Question({ view, request, act }: QuestionProps) {
  const words = useWords();
  const whatIsSeen = useWhatIsSeen();
  const no = useRef<HTMLButtonElement>(null);
  const [canSayYes, setCanSayYes] = useState(false);
  const { technicianName: technician } = view;
  const what = whatIsSeen(view.rights.view) ?? "";
  const sentence = {
    control: words("status.asksControl", { technician }),
    view: words("status.asksView", { technician }),
    whole_view: words("status.asksWholeView", { technician, what }),
  };
  const latestAct = useRef(act);
  latestAct.current = act;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is asked anew.
  useEffect(() => {
    no.current?.focus();
    setCanSayYes(false);
    const timer = setTimeout(() => setCanSayYes(true), yesAfterMs);
    const refuse = (event: KeyboardEvent): void => {
      const isNowhere = document.activeElement === document.body;
      if (event.key === "Escape" || (event.key === "Enter" && isNowhere))
        latestAct.current({ type: "answer_request", granted: false });
    };
    window.addEventListener("keydown", refuse);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", refuse);
    };
  }, [request]);

  return (
    <div className="status-message" data-kind="question" role="alertdialog" aria-labelledby="question">
      <Icon name="question" />
      <p id="question" role="alert">
        {sentence[request]}
      </p>
      <span className="status-answers">
        <Button
          ref={no}
          className="status-button"
          data-strong=""
          onPress={() => act({ type: "answer_request", granted: false })}
        >
          {words("status.decline")}
        </Button>
        <Button
          className="status-button"
          isDisabled={!canSayYes}
          onPress={() => act({ type: "answer_request", granted: true })}
        >
          {words("status.allow")}
        </Button>
      </span>
    </div>
  );
}
