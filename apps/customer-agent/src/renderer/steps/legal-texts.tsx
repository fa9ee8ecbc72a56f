import { privacyNotice } from "@ferndiagnose/data-catalogue";
import { Button, Icon, LegalDocument, type LegalText, ReadingDialog, termsOfUse } from "@ferndiagnose/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";
import type { Invitation } from "./step-props.ts";

/** Terms and privacy notice, to be read here and now: the program carries both. */
export function LegalTexts({ invitation }: { invitation: Invitation }) {
  const words = useWords();
  const { i18n } = useTranslation();
  const [open, setOpen] = useState<LegalText["kind"]>();
  const { organisation, termsVersion, privacyVersion } = invitation;
  const language = i18n.language === "en" ? "en" : "de";
  const text: LegalText | undefined =
    open === "terms"
      ? termsOfUse(language, organisation)
      : open === "privacy"
        ? privacyNotice(language, { organisation })
        : undefined;
  return (
    <section aria-labelledby="texts-title" className="texts">
      <h2 id="texts-title">{words("consent.texts")}</h2>
      <ul className="texts-list">
        <Row
          title={words("consent.terms")}
          version={termsVersion}
          label={words("consent.readTerms")}
          onRead={() => setOpen("terms")}
        />
        <Row
          title={words("consent.privacy")}
          version={privacyVersion}
          label={words("consent.readPrivacy")}
          onRead={() => setOpen("privacy")}
        />
      </ul>
      {text && (
        <ReadingDialog label={text.title} onClose={() => setOpen(undefined)}>
          <LegalDocument text={text} headingLevel={2} contents={false} />
        </ReadingDialog>
      )}
    </section>
  );
}

interface RowProps {
  title: string;
  version: string;
  label: string;
  onRead: () => void;
}

function Row({ title, version, label, onRead }: RowProps) {
  const words = useWords();
  return (
    <li className="texts-row">
      <Icon name="text" />
      <span className="texts-name">
        <strong>{title}</strong>
        {/* Hyphens that no line ends at. */}
        <span className="fd-soft">{words("consent.version", { version: version.replaceAll("-", "\u2011") })}</span>
      </span>
      <Button size="small" aria-label={label} onPress={onRead}>
        {words("consent.read")}
      </Button>
    </li>
  );
}
