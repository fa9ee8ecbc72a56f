import { Icon, type IconName } from "@ferndiagnose/ui";
import { useState } from "react";
import { Button, Radio, RadioGroup } from "react-aria-components";
import { useWords } from "../texts/use-words.ts";
import type { Act, ViewOf } from "./step-props.ts";

/** Which screen, and whether to watch or to operate. With one screen only the second question is left. */
export function ChoiceStep({ view, act }: { view: ViewOf<"choice">; act: Act }) {
  const words = useWords();
  const { screens, canControl } = view;
  const technician = view.invitation.technicianName;
  const [chosen, setChosen] = useState<string | null>(screens.length === 1 ? "1" : null);
  const number = chosen === null ? undefined : Number(chosen);

  function choose(control: boolean): void {
    if (number === undefined) return;
    act({ type: "choose", view: { kind: "screen", number, of: screens.length }, control });
  }

  return (
    <div className="fd-stack">
      <h1>{words("choice.title", { technician })}</h1>
      <RadioGroup
        className="screens"
        aria-label={words(screens.length === 1 ? "choice.introOne" : "choice.introMany")}
        value={chosen}
        onChange={setChosen}
      >
        <p>{words(screens.length === 1 ? "choice.introOne" : "choice.introMany")}</p>
        <div className="screens-row">
          {screens.map((screen) => (
            <Radio key={screen.number} value={String(screen.number)} className="screen">
              <img src={screen.thumbnail} alt={words("choice.picture", { number: screen.number })} />
              <span>
                {words("choice.screen", { number: screen.number })}
                {screen.primary && screens.length > 1 && <span className="fd-soft"> · {words("choice.primary")}</span>}
              </span>
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <div className="modes">
        <Mode icon="eye" title={words("choice.view")} isDisabled={number === undefined} onPress={() => choose(false)}>
          {words("choice.viewText")}
        </Mode>
        <Mode
          icon="pointer"
          title={words("choice.control")}
          isDisabled={number === undefined || !canControl}
          onPress={() => choose(true)}
        >
          {canControl ? words("choice.controlText", { technician }) : words("choice.noControl")}
        </Mode>
      </div>
      <p className="fd-soft">
        {words("choice.start")} {words("choice.later")}
      </p>
    </div>
  );
}

interface ModeProps {
  icon: IconName;
  title: string;
  isDisabled: boolean;
  onPress: () => void;
  children: string;
}

function Mode({ icon, title, isDisabled, onPress, children }: ModeProps) {
  return (
    <Button className="mode" isDisabled={isDisabled} onPress={onPress}>
      <Icon name={icon} />
      <span className="mode-title">{title}</span>
      <span>{children}</span>
    </Button>
  );
}
