import type { StatusAction, StatusView } from "@ferndiagnose/protocol/ipc";
import { Icon, Shortcut, type Texts } from "@ferndiagnose/ui";
import { useRef } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../texts/use-words.ts";
import { useView } from "../use-view.ts";
import { ControlEnd } from "./control-end.tsx";
import { Question } from "./question.tsx";
import { Tools } from "./tools.tsx";
import { useFit } from "./use-fit.ts";
import { WhoSees } from "./who-sees.tsx";

const act = (action: StatusAction): void => void window.statusBridge.act(action);

/** Who sees what, everything that can be changed one click away, and off. */
export function StatusBar({ texts }: { texts: Texts }) {
  const words = useWords();
  const view = useView<StatusView>(window.statusBridge.onShow, texts);
  const bar = useRef<HTMLElement>(null);
  useFit(bar, view !== undefined);
  if (!view) return null;
  return (
    <main className="status" ref={bar}>
      <h1 className="fd-visually-hidden">{words("status.label")}</h1>
      <div className="status-line">
        <WhoSees view={view} />
        <Tools view={view} act={act} />
        <Button className="status-off" onPress={() => act({ type: "off" })}>
          <Icon name="off" />
          <span className="status-off-words">
            <span>
              {words("status.off")}
              <span className="fd-visually-hidden">{words("status.offLabel")}</span>
            </span>
            {view.f11 === "held" && <Shortcut keys={["F11"]} />}
          </span>
        </Button>
      </div>
      <Messages view={view} />
    </main>
  );
}

/** Under the bar: why everything stands still, what is asked, what ends soon. Nothing most of the time. */
function Messages({ view }: { view: StatusView }) {
  const words = useWords();
  return (
    <>
      {view.frozen !== "no" && (
        <div className="status-message" data-kind="frozen">
          <Icon name="warning" />
          <p role="alert">
            {words(view.frozen === "connection" ? "status.frozenConnection" : "status.frozenRecording")}
          </p>
        </div>
      )}
      {view.frozen === "no" && view.request && <Question view={view} request={view.request} act={act} />}
      <ControlEnd view={view} act={act} />
      {view.f11 === "unavailable" && (
        <div className="status-message" data-kind="note">
          <Icon name="keyboard" />
          <p>{words("status.noF11")}</p>
        </div>
      )}
    </>
  );
}
