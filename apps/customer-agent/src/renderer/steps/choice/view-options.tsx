import type { ScreenChoice } from "@ferndiagnose/protocol/ipc";
import { Icon } from "@ferndiagnose/ui";
import type { ReactNode } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { useWords } from "../../texts/use-words.ts";
import type { Selection } from "./selection.ts";

export interface ViewOptionsProps {
  screens: readonly ScreenChoice[];
  canChooseWindows: boolean;
  value: Selection["what"];
  onChange(what: Selection["what"]): void;
}

/** The whole computer, one of its screens, or some windows. */
export function ViewOptions({ screens, canChooseWindows, value, onChange }: ViewOptionsProps) {
  const words = useWords();
  const [only, ...others] = screens;
  return (
    <RadioGroup
      className="options"
      aria-label={words("choice.what")}
      value={value}
      onChange={(what) => onChange(what as Selection["what"])}
    >
      {others.length > 0 && (
        <Option value="all" title={words("choice.all")} text={words("choice.allText", { count: screens.length })}>
          {screens.slice(0, 3).map(({ number, thumbnail }) => (
            <img key={number} src={thumbnail} alt="" />
          ))}
        </Option>
      )}
      {only !== undefined && others.length === 0 && (
        <Option
          value={`screen-${only.number}`}
          title={words("choice.all")}
          text={words("choice.allText", { count: 1 })}
        >
          <img src={only.thumbnail} alt="" />
        </Option>
      )}
      {others.length > 0 &&
        screens.map(({ number, primary, thumbnail }) => (
          <Option
            key={number}
            value={`screen-${number}`}
            title={words("choice.screen", { number })}
            text={words(primary ? "choice.primary" : "choice.screenText")}
          >
            <img src={thumbnail} alt="" />
          </Option>
        ))}
      {canChooseWindows && (
        <Option value="windows" title={words("choice.windows")} text={words("choice.windowsText")}>
          <Icon name="windows" />
        </Option>
      )}
    </RadioGroup>
  );
}

interface OptionProps {
  value: string;
  title: string;
  text: string;
  children: ReactNode;
}

function Option({ value, title, text, children }: OptionProps) {
  return (
    <Radio value={value} className="option">
      <span className="option-mark" data-shape="radio" aria-hidden="true" />
      <span className="option-picture" aria-hidden="true">
        {children}
      </span>
      <span className="option-words">
        <strong>{title}</strong> <span className="fd-soft">{text}</span>
      </span>
    </Radio>
  );
}
