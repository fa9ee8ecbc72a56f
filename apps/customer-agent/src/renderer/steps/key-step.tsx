import { Button, Icon, Notice, TextField } from "@ferndiagnose/ui";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";
import { ProgramKeeping } from "./removal/program-keeping.tsx";
import { StepHead } from "./step-head.tsx";
import type { Act, ViewOf } from "./step-props.ts";

/** The session starts with the customer's own typing and click, also when a link filled the key in. */
export function KeyStep({ view, act }: { view: ViewOf<"key">; act: Act }) {
  const words = useWords();
  const { t } = useTranslation(["errors", "common"]);
  const [key, setKey] = useState(view.key);
  const [isTyped, setTyped] = useState(false);
  useEffect(() => setKey(view.key), [view.key]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!view.busy) act({ type: "submit_key", key: key.slice(0, 32) });
  }

  return (
    <form className="fd-stack" onSubmit={submit} noValidate>
      <StepHead step="key" title={words("key.title")} takesFocus={false}>
        <p>{words(view.key !== "" && !isTyped ? "key.introFilled" : "key.intro")}</p>
      </StepHead>
      {view.isTest && (
        <Notice kind="warning" announce={false}>
          {words("key.test")}
        </Notice>
      )}
      {view.foreignPortal !== undefined && (
        <Notice kind="warning" title={words("key.foreignTitle")}>
          {words("key.foreign", { portal: view.foreignPortal })}
        </Notice>
      )}
      <TextField
        label={words("key.label")}
        description={words("key.description")}
        size="large"
        value={key}
        onChange={(typed) => {
          setKey(typed);
          setTyped(true);
        }}
        isReadOnly={view.busy}
        autoFocus
        input={{ inputMode: "numeric", autoComplete: "off", spellCheck: "false", maxLength: 32 }}
        {...(view.error ? { error: t(`errors:${view.error}`) } : {})}
      />
      {view.retryAfterSeconds !== undefined && (
        <Notice kind="info">{t("common:retryInSeconds", { count: view.retryAfterSeconds })}</Notice>
      )}
      {view.unreachable && (
        <Notice kind="error">{view.portal ? t("common:noConnection") : words("key.noPortal")}</Notice>
      )}
      <div className="fd-row">
        <Button type="submit" variant="primary" size="large" isPending={view.busy}>
          {words("key.submit")}
        </Button>
      </div>
      <p className="step-safe">
        <Icon name="eyeOff" />
        <span>
          {words("key.safe")} {view.portal && words("key.portal", { portal: view.portal })}
        </span>
      </p>
      {view.installed && <ProgramKeeping shortcut={view.shortcut} act={act} />}
    </form>
  );
}
