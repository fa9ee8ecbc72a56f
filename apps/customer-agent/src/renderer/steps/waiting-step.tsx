import { Button, Progress, SpokenCode } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";
import type { Act, ViewOf } from "./step-props.ts";

/** For the technician to let us in, then for the recording and the picture. */
export function WaitingStep({ view, act }: { view: ViewOf<"waiting">; act: Act }) {
  const words = useWords();
  const { t } = useTranslation("common");
  const { checkCode, technicianName: technician } = view.invitation;
  return (
    <div className="fd-stack">
      <div className="step-head">
        <h1>{words("connecting.title")}</h1>
        <p>{words("connecting.intro")}</p>
      </div>
      <div className="step-code">
        <span className="fd-soft">{words("check.codeLabel")}</span>
        <SpokenCode groups={[checkCode.slice(0, 2), checkCode.slice(2)]} label={words("check.codeLabel")} />
      </div>
      <Progress
        label={view.waitingFor === "admission" ? words("check.waiting", { technician }) : words("connecting.waiting")}
      />
      <div className="fd-row">
        <Button onPress={() => act({ type: "leave" })}>{t("cancel")}</Button>
      </div>
    </div>
  );
}
