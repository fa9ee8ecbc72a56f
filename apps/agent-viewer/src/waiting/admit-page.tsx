import { Button, Card, Notice, Shortcut, SpokenCode } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import { LinkNotice } from "../session/link-notice.tsx";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText } from "../texts/use-text.ts";
import { useFocusOnce } from "../use-focus-once.ts";
import { useShortcut } from "../use-shortcut.ts";
import { useTitle } from "../use-title.ts";
import { ViewerPage } from "../viewer-page.tsx";

/** The one decision that keeps strangers out; nothing is preselected, so that no stray Enter makes it. */
export function AdmitPage({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const [isAdmitting, setAdmitting] = useState(false);
  const focusRef = useFocusOnce<HTMLDivElement>();
  const code = snapshot.state?.checkCode;
  const canDecide = code !== undefined && snapshot.link.state === "open";
  useTitle("title.joined");
  // Without a recorder nobody is let in; another press may find one.
  useEffect(() => {
    if (snapshot.problem !== undefined) setAdmitting(false);
  }, [snapshot.problem]);

  function admit() {
    if (!canDecide || isAdmitting) return;
    setAdmitting(true);
    client.admit();
  }
  useShortcut("KeyA", admit);

  return (
    <ViewerPage screen="admit">
      <div ref={focusRef} tabIndex={-1} className="focus-start">
        <Card title={say("admit.title")} level={1}>
          <LinkNotice snapshot={snapshot} />
          <p>{say("admit.lead")}</p>
          {code !== undefined && (
            <div className="code-sheet">
              <SpokenCode groups={[code.slice(0, 2), code.slice(2)]} label={say("admit.code")} />
            </div>
          )}
          <Notice kind="warning" announce={false}>
            {say("admit.warning")}
          </Notice>
          <div className="fd-row">
            <Button variant="primary" size="large" onPress={admit} isDisabled={!canDecide} isPending={isAdmitting}>
              {say("admit.admit")}
              <Shortcut keys={["Alt", "A"]} />
            </Button>
            <Button size="large" onPress={() => client.turnAway()} isDisabled={!canDecide}>
              {say("admit.turnAway")}
            </Button>
          </div>
        </Card>
      </div>
    </ViewerPage>
  );
}
