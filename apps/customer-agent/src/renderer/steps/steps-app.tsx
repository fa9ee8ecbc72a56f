import type { StepsAction, StepsView } from "@ferndiagnose/protocol/ipc";
import { LanguageSwitch, Page, type Texts } from "@ferndiagnose/ui";
import type { ReactNode } from "react";
import { useView } from "../use-view.ts";
import { ChoiceStep } from "./choice-step.tsx";
import { ConsentStep } from "./consent-step.tsx";
import { EndedStep } from "./ended-step.tsx";
import { KeyStep } from "./key-step.tsx";
import { WaitingStep } from "./waiting-step.tsx";
import { WhoStep } from "./who-step.tsx";

const act = (action: StepsAction): void => void window.stepsBridge.act(action);

/** One step a page; which one is the main process's decision. */
export function StepsApp({ texts }: { texts: Texts }) {
  const view = useView<StepsView>(window.stepsBridge.onShow, texts);
  if (!view) return null;
  return (
    <Page tools={<LanguageSwitch onChange={(language) => act({ type: "set_language", language })} />}>
      <div className="step" key={view.step}>
        {stepOf(view)}
      </div>
    </Page>
  );
}

function stepOf(view: StepsView): ReactNode {
  switch (view.step) {
    case "key":
      return <KeyStep view={view} act={act} />;
    case "who":
      return <WhoStep invitation={view.invitation} act={act} />;
    case "consent":
      return <ConsentStep view={view} act={act} />;
    case "choice":
      return <ChoiceStep view={view} act={act} />;
    case "waiting":
      return <WaitingStep view={view} act={act} />;
    case "ended":
      return <EndedStep view={view} act={act} />;
    default:
      return view satisfies never;
  }
}
