import { LanguageSwitch, Page } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import { KeyEntry, type RecognisedKey } from "./key-entry/key-entry.tsx";
import { Recognised } from "./recognised/recognised.tsx";
import { useText } from "./texts/use-text.ts";

/** The customers' page: a key is typed, then it is recognised. */
export function App() {
  const { say } = useText();
  const [recognised, setRecognised] = useState<RecognisedKey>();
  const title = `${say(recognised ? "recognised.title" : "entry.title")} – ${say("common:productName")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Page tools={<LanguageSwitch />} foot={say("foot")}>
      {recognised ? (
        <Recognised recognised={recognised} portal={location.origin} onOtherKey={() => setRecognised(undefined)} />
      ) : (
        <KeyEntry onRecognised={setRecognised} />
      )}
    </Page>
  );
}
