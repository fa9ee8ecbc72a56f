import { privacyNotice } from "@ferndiagnose/data-catalogue";
import { Icon, LegalDocument, type LegalText, ReadingDialog, termsOfUse } from "@ferndiagnose/ui";
import { useState } from "react";
import { Button } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";
import type { Invitation } from "./step-props.ts";

/** Terms and privacy notice, to be read here and now: the program carries both. */
export function LegalTexts({ invitation }: { invitation: Invitation }) {
  const words = useWords();
  const { i18n } = useTranslation();
  const [open, setOpen] = useState<LegalText["kind"]>();
  const { organisation, contact, dataProtectionContact, supervisoryAuthority, termsVersion, privacyVersion } =
    invitation;
  const language = i18n.language === "en" ? "en" : "de";
  const text: LegalText | undefined =
    open === "terms"
      ? termsOfUse(language, organisation)
      : open === "privacy"
        ? privacyNotice(language, { organisation, contact, dataProtectionContact, supervisoryAuthority })
        : undefined;
  return (
    <section aria-label={words("consent.texts")} className="texts">
      <Reader title={words("consent.readTerms")} version={termsVersion} onRead={() => setOpen("terms")} />
      <Reader title={words("consent.readPrivacy")} version={privacyVersion} onRead={() => setOpen("privacy")} />
      {text && (
        <ReadingDialog label={text.title} onClose={() => setOpen(undefined)}>
          <LegalDocument text={text} headingLevel={2} contents={false} />
        </ReadingDialog>
      )}
    </section>
  );
}

function Reader({ title, version, onRead }: { title: string; version: string; onRead: () => void }) {
  const words = useWords();
  return (
    <Button className="texts-reader" onPress={onRead}>
      <Icon name="text" />
      <span className="texts-name">
        <strong>{title}</strong> {/* Hyphens that no line ends at. */}
        <span className="fd-soft">{words("consent.version", { version: version.replaceAll("-", "\u2011") })}</span>
      </span>
    </Button>
  );
}
