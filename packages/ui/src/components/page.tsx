import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProductMark } from "./product-mark.tsx";

export interface PageProps {
  /** What stands at the right of the head: language, account. */
  tools?: ReactNode;
  foot?: ReactNode;
  width?: "reading" | "wide";
  children: ReactNode;
}

export function Page({ tools, foot, width = "reading", children }: PageProps) {
  const { t } = useTranslation("common");
  return (
    <div className="fd-page">
      <header className="fd-page-head">
        <ProductMark name={t("productName")} />
        <div className="fd-page-tools">{tools}</div>
      </header>
      <main className="fd-page-main" data-width={width}>
        {children}
      </main>
      {foot !== undefined && <footer className="fd-page-foot">{foot}</footer>}
    </div>
  );
}
