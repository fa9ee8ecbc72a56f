import { Button, Icon } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";
import { Code } from "./check-code.tsx";
import { StepHead } from "./step-head.tsx";
import type { Act, ViewOf } from "./step-props.ts";

const order = ["admission", "recording", "picture"] as const;
type Stage = "done" | "now" | "next";

/** The check code as large as it gets, and what is still to come. */
export function WaitingStep({ view, act }: { view: ViewOf<"waiting">; act: Act }) {
  const words = useWords();
  const { t } = useTranslation("common");
  const { invitation, waitingFor } = view;
  const technician = invitation.technicianName;
  const reached = order.indexOf(waitingFor);
  const names = {
    admission: words("waiting.stepAdmission", { technician }),
    recording: words("waiting.stepRecording"),
    picture: words("waiting.stepPicture"),
  };
  return (
    <div className="fd-stack">
      <StepHead step="waiting" title={words(`waiting.${waitingFor}`, { technician })}>
        <p>{words("waiting.stay")}</p>
      </StepHead>
      <div className="code-large">
        <span>{waitingFor === "admission" ? words("waiting.compare", { technician }) : words("code.label")}</span>
        <Code invitation={invitation} />
      </div>
      <ol className="stages" aria-label={words("waiting.steps")}>
        {order.map((name, index) => (
          <StageLine key={name} stage={index < reached ? "done" : index === reached ? "now" : "next"}>
            {names[name]}
          </StageLine>
        ))}
      </ol>
      <p className="fd-visually-hidden" role="status">
        {words(`waiting.${waitingFor}`, { technician })}
      </p>
      {waitingFor === "admission" && <p className="step-warning">{words("waiting.warning")}</p>}
      <div className="fd-row">
        <Button onPress={() => act({ type: "leave" })}>{t("cancel")}</Button>
      </div>
    </div>
  );
}

function StageLine({ stage, children }: { stage: Stage; children: string }) {
  const words = useWords();
  return (
    <li className="stage" data-stage={stage} aria-current={stage === "now" ? "step" : undefined}>
      <span className="stage-mark" aria-hidden="true">
        {stage === "done" ? <Icon name="success" /> : stage === "now" ? <span className="fd-spinner" /> : null}
      </span>
      <span>{children}</span>
      <span className="stage-state">{words(`waiting.${stage}`)}</span>
    </li>
  );
}
