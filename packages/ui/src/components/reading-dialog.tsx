import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";

export interface ReadingDialogProps {
  /** Said to those who do not see it; the text inside brings its own heading. */
  label: string;
  onClose(): void;
  children: ReactNode;
}

/** A long text to be read on top of the page. It begins with the focus in the text, so that the arrow keys scroll. */
export function ReadingDialog({ label, onClose, children }: ReadingDialogProps) {
  const { t } = useTranslation("common");
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    text.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="fd-reading"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse. */}
      <section ref={text} className="fd-reading-text" aria-label={label} tabIndex={0}>
        {children}
      </section>
      <div className="fd-reading-foot">
        <Button variant="primary" onPress={onClose}>
          {t("close")}
        </Button>
      </div>
    </dialog>
  );
}
