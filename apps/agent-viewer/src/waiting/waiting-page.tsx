import type { SessionStateName } from "@ferndiagnose/protocol";
import { Button, Card, Progress } from "@ferndiagnose/ui";
import { LinkNotice } from "../session/link-notice.tsx";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText, type ViewerTextKey } from "../texts/use-text.ts";
import { useFocusOnce } from "../use-focus-once.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";

type Words = { title: ViewerTextKey; text: ViewerTextKey };

function wordsFor(state: SessionStateName | undefined): Words {
  switch (state) {
    case "admitted":
      return { title: "waiting.consentTitle", text: "waiting.consentText" };
    case "consented":
      return { title: "waiting.recordingTitle", text: "waiting.recordingText" };
    case "armed":
      return { title: "waiting.pictureTitle", text: "waiting.pictureText" };
    default:
      return { title: "waiting.attachTitle", text: "waiting.attachText" };
  }
}

export function WaitingPage({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const words = wordsFor(snapshot.state?.state);
  const focusRef = useFocusOnce<HTMLDivElement>();
  useTitle("title.plain");
  return (
    <ViewerPage screen="waiting">
      <div ref={focusRef} tabIndex={-1} className="focus-start">
        <Card title={say(words.title)} level={1}>
          <LinkNotice snapshot={snapshot} />
          <p aria-live="polite">{say(words.text)}</p>
          <Progress label={say("waiting.progress")} />
          <div className="fd-row">
            <Button onPress={() => client.end()}>{say("waiting.end")}</Button>
          </div>
        </Card>
      </div>
    </ViewerPage>
  );
}
