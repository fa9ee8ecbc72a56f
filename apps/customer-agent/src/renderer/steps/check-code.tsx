import { SpokenCode } from "@ferndiagnose/ui";
import { useWords } from "../texts/use-words.ts";
import type { Invitation } from "./step-props.ts";

/** On every page from the accepted key on: the technician may ask for it at any moment. */
export function CheckCode({ invitation }: { invitation: Invitation }) {
  const words = useWords();
  const { technicianName: technician } = invitation;
  return (
    <aside className="code-strip" aria-label={words("code.label")}>
      <span className="code-label">{words("code.label")}</span>
      <Code invitation={invitation} />
      <span className="code-asks">{words("code.asks", { technician })}</span>
    </aside>
  );
}

/** The digits alone. */
export function Code({ invitation }: { invitation: Invitation }) {
  const words = useWords();
  const { checkCode } = invitation;
  return (
    <span className="step-code">
      <SpokenCode groups={[checkCode.slice(0, 2), checkCode.slice(2)]} label={words("code.label")} />
    </span>
  );
}
