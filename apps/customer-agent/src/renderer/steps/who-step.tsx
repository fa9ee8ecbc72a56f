import { Button, SpokenCode } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";
import type { Act, Invitation } from "./step-props.ts";

/** Who asks, and the code to compare by voice. */
export function WhoStep({ invitation, act }: { invitation: Invitation; act: Act }) {
  const words = useWords();
  const { t } = useTranslation("common");
  const { checkCode, technicianName, organisation } = invitation;
  return (
    <div className="fd-stack">
      <div className="step-head">
        <h1>{words("check.title")}</h1>
        <p>{words("check.intro")}</p>
      </div>
      <div className="step-code">
        <SpokenCode groups={[checkCode.slice(0, 2), checkCode.slice(2)]} label={words("check.codeLabel")} />
      </div>
      <p>{words("consent.whoText", { technician: technicianName, organisation })}</p>
      <p className="fd-soft">{words("check.warning")}</p>
      <div className="fd-row">
        <Button variant="primary" size="large" onPress={() => act({ type: "continue" })}>
          {words("key.submit")}
        </Button>
        <Button onPress={() => act({ type: "leave" })}>{t("cancel")}</Button>
      </div>
    </div>
  );
}
