import type { WindowChoice } from "@ferndiagnose/protocol/ipc";
import { Notice } from "@ferndiagnose/ui";
import { Checkbox, CheckboxGroup } from "react-aria-components";
import { useWords } from "../../texts/use-words.ts";
import { windowsAtMost } from "./selection.ts";

export interface WindowOptionsProps {
  windows: readonly WindowChoice[];
  chosen: readonly number[];
  onChange(chosen: number[]): void;
}

/** The windows that are open now, by picture and name. Nothing is ticked beforehand. */
export function WindowOptions({ windows, chosen, onChange }: WindowOptionsProps) {
  const words = useWords();
  if (windows.length === 0) return <Notice kind="info">{words("choice.noneOpen")}</Notice>;
  return (
    <section aria-labelledby="windows-title" className="windows">
      <h2 id="windows-title">{words("choice.whichWindows")}</h2>
      <CheckboxGroup
        className="options"
        aria-label={words("choice.whichWindows")}
        value={chosen.map(String)}
        onChange={(numbers) => onChange(numbers.map(Number))}
      >
        {windows.map(({ number, title, application, thumbnail }) => (
          <Checkbox key={number} value={String(number)} className="option">
            <span className="option-mark" data-shape="box" aria-hidden="true" />
            <span className="option-picture" aria-hidden="true">
              <img src={thumbnail} alt="" />
            </span>
            <span className="option-words">
              <strong>{title || words("choice.untitled")}</strong>{" "}
              {application !== undefined && <span className="fd-soft">{application}</span>}
            </span>
          </Checkbox>
        ))}
      </CheckboxGroup>
      {chosen.length > windowsAtMost && (
        <Notice kind="warning">{words("choice.tooMany", { count: windowsAtMost })}</Notice>
      )}
    </section>
  );
}
