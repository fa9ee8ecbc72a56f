import { Button, Notice } from "@ferndiagnose/ui";
import { useWords } from "../texts/use-words.ts";
import { CheckCode } from "./check-code.tsx";
import { Fact } from "./fact.tsx";
import { LegalTexts } from "./legal-texts.tsx";
import { StepHead } from "./step-head.tsx";
import type { Act, ViewOf } from "./step-props.ts";

/** Everything that has to be known before the first pixel. Nothing is ticked or chosen beforehand. */
export function ConsentStep({ view, act }: { view: ViewOf<"consent">; act: Act }) {
  const words = useWords();
  const { invitation } = view;
  return (
    <div className="fd-stack">
      <StepHead
        step="consent"
        title={words("consent.title", { technician: invitation.technicianName })}
        onBack={() => act({ type: "back" })}
      />
      <CheckCode invitation={invitation} />
      <ul className="facts">
        <Fact icon="record" title={words("consent.recorded")}>
          {words("consent.recordedText", { count: invitation.retentionDays })}
        </Fact>
        <Fact icon="off" title={words("consent.control")}>
          {words("consent.controlText")}
        </Fact>
      </ul>
      <LegalTexts invitation={invitation} />
      {!view.noticeMatches && (
        <Notice kind="warning" announce={false}>
          {words("consent.otherVersion")}
        </Notice>
      )}
      <div className="fd-row step-actions">
        <Button variant="primary" size="large" onPress={() => act({ type: "give_consent" })}>
          {words("consent.agree")}
        </Button>
        <Button size="large" onPress={() => act({ type: "refuse_consent" })}>
          {words("consent.refuse")}
        </Button>
      </div>
    </div>
  );
}
