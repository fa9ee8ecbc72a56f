import { Button, Notice } from "@ferndiagnose/ui";
import { useState } from "react";
import { useWords } from "../texts/use-words.ts";
import { CheckCode } from "./check-code.tsx";
import { ModeButton } from "./choice/mode-button.tsx";
import { chosenViewOf, firstSelection } from "./choice/selection.ts";
import { ViewOptions } from "./choice/view-options.tsx";
import { WindowOptions } from "./choice/window-options.tsx";
import { StepHead } from "./step-head.tsx";
import type { Act, ViewOf } from "./step-props.ts";

/** What may be seen, and whether to watch or to operate: the second answer is the way on. */
export function ChoiceStep({ view, act }: { view: ViewOf<"choice">; act: Act }) {
  const words = useWords();
  const { changing, chosen, canControl } = view;
  const technician = view.invitation.technicianName;
  const [selection, setSelection] = useState(() => firstSelection(view));
  // Numbers mean something only in the list they stand in.
  const { list } = view;
  const [chosenFrom, setChosenFrom] = useState(list);
  if (chosenFrom !== list) {
    setChosenFrom(list);
    setSelection(firstSelection(view));
  }
  const chosenView = chosenViewOf(selection, view);

  function choose(control: boolean): void {
    if (chosenView !== undefined) act({ type: "choose", list, view: chosenView, control });
  }

  const isDisabled = chosenView === undefined;
  return (
    <div className="fd-stack">
      {changing ? (
        <StepHead title={words("choice.titleChanging", { technician })}>
          <p>{words("choice.changing", { technician })}</p>
        </StepHead>
      ) : (
        <>
          <StepHead step="choice" title={words("choice.title", { technician })} onBack={() => act({ type: "back" })} />
          <CheckCode invitation={view.invitation} />
        </>
      )}
      {view.screens.length === 0 && <Notice kind="error">{words("choice.noScreen")}</Notice>}
      {/* Others than before are another group: the radio button that Tab led to may be gone, and the rest out of its reach. */}
      <ViewOptions
        key={`${view.screens.length} ${view.canChooseWindows}`}
        screens={view.screens}
        canChooseWindows={view.canChooseWindows}
        value={selection.what}
        onChange={(what) => setSelection({ ...selection, what })}
      />
      {!view.canChooseWindows && <p className="fd-soft step-small">{words("choice.noWindows")}</p>}
      {selection.what === "windows" && (
        <WindowOptions
          windows={view.windows}
          chosen={selection.windows}
          onChange={(windows) => setSelection({ ...selection, windows })}
        />
      )}
      <section className="modes-part" aria-labelledby="modes-title">
        <h2 id="modes-title">{words("choice.how", { technician })}</h2>
        <p role="status" className="modes-hint">
          {isDisabled && words(selection.what === "windows" ? "choice.chooseWindowsFirst" : "choice.chooseFirst")}
        </p>
        <div className="modes">
          <ModeButton
            icon="eye"
            title={words("choice.view")}
            text={words("choice.viewText")}
            isNow={chosen?.control === false}
            isDisabled={isDisabled}
            onPress={() => choose(false)}
          />
          <ModeButton
            icon="pointer"
            title={words("choice.control")}
            text={canControl ? words("choice.controlText", { technician }) : words("choice.noControl")}
            isNow={chosen?.control === true}
            isDisabled={isDisabled || !canControl}
            onPress={() => choose(true)}
          />
        </div>
        <div className="fd-row modes-foot">
          {changing && <Button onPress={() => act({ type: "cancel_change" })}>{words("choice.keep")}</Button>}
          <span className="fd-soft step-small">{words("choice.later")}</span>
        </div>
      </section>
    </div>
  );
}
