import { privacyNotice } from "@ferndiagnose/data-catalogue";
import { Card, LegalDocument, type LegalText, termsOfUse } from "@ferndiagnose/ui";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { PlaceLink } from "../places/place-link.tsx";
import { useText } from "../texts/use-text.ts";
import { useOperator } from "./use-operator.ts";

/** Terms of use or privacy notice, in the language of the page, with version and date. */
export function LegalPage({ kind }: { kind: LegalText["kind"] }) {
  const { say } = useText();
  const language = useTranslation().i18n.language === "en" ? "en" : "de";
  const operator = useOperator();
  const named = operator ?? { organisation: say("legal.organisation") };
  const text: LegalText = kind === "terms" ? termsOfUse(language, named.organisation) : privacyNotice(language, named);

  // The browser looked for the section before it was there.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []);

  return (
    <div className="fd-stack">
      <Card>
        <LegalDocument text={text} />
      </Card>
      <p>
        <PlaceLink to="start">{say("legal.back")}</PlaceLink>
      </p>
    </div>
  );
}
