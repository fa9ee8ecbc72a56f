import { Button, Icon, type IconName } from "@ferndiagnose/ui";
import { useWords } from "../texts/use-words.ts";
import type { Act, Invitation } from "./step-props.ts";

/** Everything that has to be known before the first pixel. Two buttons, none of them prepared. */
export function ConsentStep({ invitation, act }: { invitation: Invitation; act: Act }) {
  const words = useWords();
  const technician = invitation.technicianName;
  const { organisation, retentionDays } = invitation;
  const terms = unbroken(invitation.termsVersion);
  const privacy = unbroken(invitation.privacyVersion);
  return (
    <div className="fd-stack">
      <h1>{words("consent.title", { technician })}</h1>
      <ul className="facts">
        <Fact icon="info" title={words("consent.who")}>
          {words("consent.whoText", { technician, organisation })}
        </Fact>
        <Fact icon="eye" title={words("consent.purpose")}>
          {words("consent.purposeText")}
        </Fact>
        <Fact icon="record" title={words("consent.recorded")}>
          {words("consent.recordedText", { count: retentionDays })}
        </Fact>
        <Fact icon="off" title={words("consent.control")}>
          {words("consent.controlText")}
        </Fact>
      </ul>
      <p className="fd-soft step-small">{words("consent.versions", { terms, privacy })}</p>
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

/** A date with hyphens that no line ends at. */
function unbroken(version: string): string {
  return version.replaceAll("-", "\u2011");
}

function Fact({ icon, title, children }: { icon: IconName; title: string; children: string }) {
  return (
    <li className="fact">
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
    </li>
  );
}
