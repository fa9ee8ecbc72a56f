import type { StepsView } from "@ferndiagnose/protocol/ipc";
import { Button } from "@ferndiagnose/ui";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../texts/use-words.ts";

const order: readonly StepsView["step"][] = ["key", "who", "consent", "choice", "waiting"];

export interface StepHeadProps {
  /** Where on the way this is; left out where there is no way any more. */
  step?: StepsView["step"];
  title: string;
  /** Where the page's own field takes the focus, the heading does not. */
  takesFocus?: boolean;
  onBack?: () => void;
  children?: ReactNode;
}

/** Where one is, and what is asked. A new page is read out from its heading on. */
export function StepHead({ step, title, takesFocus = true, onBack, children }: StepHeadProps) {
  const words = useWords();
  const { t } = useTranslation("common");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  useEffect(() => {
    document.title = `${title} – Ferndiagnose`;
  }, [title]);
  const place = step === undefined ? -1 : order.indexOf(step);
  return (
    <div className="step-head">
      {place >= 0 && (
        <div className="step-place">
          <span className="step-pips" aria-hidden="true">
            {order.map((each, index) => (
              <span key={each} data-reached={index <= place ? "" : undefined} />
            ))}
          </span>
          <span>{words("progress", { number: place + 1, count: order.length })}</span>
          {onBack && (
            <Button size="small" variant="quiet" onPress={onBack}>
              {t("back")}
            </Button>
          )}
        </div>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
