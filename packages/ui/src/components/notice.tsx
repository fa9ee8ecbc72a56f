import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon.tsx";

export type NoticeKind = "info" | "success" | "warning" | "error";

export interface NoticeProps {
  kind: NoticeKind;
  title?: ReactNode;
  children: ReactNode;
  /** Say it at once to people who do not see it appear. Off for what stood there from the beginning. */
  announce?: boolean;
}

/** Kind by colour, by drawing and, for those who see neither, by word. */
export function Notice({ kind, title, children, announce = true }: NoticeProps) {
  const { t } = useTranslation("common");
  const role = announce ? { role: kind === "error" ? "alert" : "status" } : {};
  return (
    <div className="fd-notice" data-kind={kind} {...role}>
      <Icon name={kind} />
      <div className="fd-notice-body">
        <span className="fd-visually-hidden">{t(kind)}: </span>
        {title !== undefined && <div className="fd-notice-title">{title}</div>}
        <div className="fd-notice-text">{children}</div>
      </div>
    </div>
  );
}
