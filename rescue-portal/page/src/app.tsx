import { LanguageSwitch, Page } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import { KeyEntry, type RecognisedKey } from "./key-entry/key-entry.tsx";
import { LegalPage } from "./legal/legal-page.tsx";
import { keepLanguage } from "./places/keep-language.ts";
import type { Place } from "./places/place.ts";
import { PlaceFrame } from "./places/place-frame.tsx";
import { PlacesProvider, usePlaces } from "./places/use-place.ts";
import { ReceiptPage } from "./receipt/receipt-page.tsx";
import type { ReceiptTicket } from "./receipt/receipt-ticket.ts";
import { useTicket } from "./receipt/use-ticket.ts";
import { Recognised } from "./recognised/recognised.tsx";
import { SiteFoot } from "./site-foot.tsx";
import { useText } from "./texts/use-text.ts";

/**
 * The customers' site. Its start page asks for a key and leads on once it is recognised; the receipt page says what became of
 * a recording. Whoever reads the terms on the way finds everything as it was.
 */
export function App({ receipt }: { receipt: ReceiptTicket }) {
  const { say } = useText();
  const places = usePlaces();
  const opened = useTicket(receipt);
  const [recognised, setRecognised] = useState<RecognisedKey>();
  const { place } = places;
  const start = recognised ? say("recognised.title") : say("entry.title");
  const titles = { start, receipt: say("receipt.title"), terms: say("foot.terms"), privacy: say("foot.privacy") };
  const title = `${titles[place]} – ${say("common:productName")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  function contentOf(which: Place) {
    switch (which) {
      case "start":
        return recognised ? (
          <Recognised recognised={recognised} portal={location.origin} onOtherKey={() => setRecognised(undefined)} />
        ) : (
          <KeyEntry onRecognised={setRecognised} />
        );
      case "receipt":
        return <ReceiptPage key={opened.count} ticket={opened.ticket} />;
      case "terms":
      case "privacy":
        return <LegalPage kind={which} />;
      default:
        return which satisfies never;
    }
  }

  return (
    <PlacesProvider value={places}>
      <Page tools={<LanguageSwitch onChange={keepLanguage} />} foot={<SiteFoot />}>
        {places.visited.map((which) => (
          <PlaceFrame key={which} is={which}>
            {contentOf(which)}
          </PlaceFrame>
        ))}
      </Page>
    </PlacesProvider>
  );
}
