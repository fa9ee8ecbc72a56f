import { LanguageSwitch, Page } from "@ferndiagnose/ui";
import { type ReactNode, useEffect } from "react";
import { useEnvironment } from "./app-environment.ts";
import { keepLanguage } from "./texts/kept-language.ts";

export interface ViewerPageProps {
  /** Which screen this is, for tests and style. */
  screen: string;
  tools?: ReactNode;
  width?: "reading" | "wide";
  children: ReactNode;
}

/** The frame of all screens but the picture. */
export function ViewerPage({ screen, tools, width = "reading", children }: ViewerPageProps) {
  const { keepStorage } = useEnvironment();
  useEffect(() => {
    // In braces: newer browsers return a promise here, which an effect must not.
    window.scrollTo(0, 0);
  }, []);
  return (
    <div data-screen={screen}>
      <Page
        width={width}
        tools={
          <>
            {tools}
            <LanguageSwitch onChange={(language) => keepLanguage(keepStorage, language)} />
          </>
        }
      >
        {children}
      </Page>
    </div>
  );
}
