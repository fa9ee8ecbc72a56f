import { LanguageSwitch, Page } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import { KeyEntry, type RecognisedKey } from "./key-entry/key-entry.tsx";
import { ReceiptPage } from "./receipt/receipt-page.tsx";
import type { ReceiptTicket } from "./receipt/receipt-ticket.ts";
import { Recognised } from "./recognised/recognised.tsx";
import { type PageTextKey, useText } from "./texts/use-text.ts";

/** The customers' page: a key is typed, then it is recognised. With a receipt: what became of its recording. */
export function App({ receipt }: { receipt: ReceiptTicket | undefined }) {
  const { say } = useText();
  const [recognised, setRecognised] = useState<RecognisedKey>();
  const key: PageTextKey = receipt ? "receipt.title" : recognised ? "recognised.title" : "entry.title";
  const title = `${say(key)} – ${say("common:productName")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Page tools={<LanguageSwitch />} foot={say("foot")}>
      {receipt ? (
        <ReceiptPage ticket={receipt} />
      ) : recognised ? (
        <Recognised recognised={recognised} portal={location.origin} onOtherKey={() => setRecognised(undefined)} />
      ) : (
        <KeyEntry onRecognised={setRecognised} />
      )}
    </Page>
  );
}
