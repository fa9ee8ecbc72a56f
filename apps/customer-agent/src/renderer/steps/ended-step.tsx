import { Button, Notice } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import { useDuration, useWords } from "../texts/use-words.ts";
import type { Act, ViewOf } from "./step-props.ts";

export function EndedStep({ view, act }: { view: ViewOf<"ended">; act: Act }) {
  const words = useWords();
  const duration = useDuration();
  const { t } = useTranslation("endReasons");
  const wasLive = view.lastedMs > 0;
  return (
    <div className="fd-stack">
      <div className="step-head">
        <h1>{words("ended.title")}</h1>
        <p className="step-reason">{t(view.reason)}</p>
      </div>
      <Notice kind="success" title={words("ended.safe")}>
        {wasLive && view.stoppedInMs !== undefined
          ? words("ended.stoppedIn", { count: view.stoppedInMs })
          : wasLive
            ? null
            : words("ended.neverShown")}
      </Notice>
      {wasLive && <p>{words("ended.lasted", { duration: duration(view.lastedMs) })}</p>}
      <div className="fd-row">
        <Button variant="primary" size="large" onPress={() => act({ type: "leave" })}>
          {words("ended.close")}
        </Button>
      </div>
    </div>
  );
}
