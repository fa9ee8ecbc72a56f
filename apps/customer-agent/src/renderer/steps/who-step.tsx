import { Button } from "@ferndiagnose/ui";
import { useWords } from "../texts/use-words.ts";
import { CheckCode } from "./check-code.tsx";
import { Fact } from "./fact.tsx";
import { StepHead } from "./step-head.tsx";
import type { Act, Invitation } from "./step-props.ts";

/** Who asks and what for, before anything is agreed to. */
export function WhoStep({ invitation, act }: { invitation: Invitation; act: Act }) {
  const words = useWords();
  const { technicianName: technician, organisation } = invitation;
  return (
    <div className="fd-stack">
      <StepHead step="who" title={words("who.title", { technician })} />
      <CheckCode invitation={invitation} />
      <ul className="facts">
        <Fact icon="person" title={words("who.person")}>
          {words("who.personText", { technician, organisation })}
        </Fact>
        <Fact icon="question" title={words("who.purpose")}>
          {words("who.purposeText")}
        </Fact>
        <Fact icon="eyeOff" title={words("who.safe")}>
          {words("who.safeText", { technician })}
        </Fact>
      </ul>
      <p className="step-warning">{words("who.warning")}</p>
      <div className="fd-row step-actions">
        <Button variant="primary" size="large" onPress={() => act({ type: "continue" })}>
          {words("who.go")}
        </Button>
        <Button size="large" onPress={() => act({ type: "refuse_consent" })}>
          {words("who.stop")}
        </Button>
      </div>
    </div>
  );
}
