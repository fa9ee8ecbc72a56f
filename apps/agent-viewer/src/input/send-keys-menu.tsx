import type { InputChannel } from "@ferndiagnose/rtc";
import { ChoiceMenu, Shortcut } from "@ferndiagnose/ui";
import { useText, type ViewerTextKey } from "../texts/use-text.ts";
import { type KeyCombination, keyCombinations, pressCombination } from "./key-combinations.ts";

/** Words for the keys that occur in combinations; other codes are their own name. */
const keyWords: Record<string, ViewerTextKey> = {
  MetaLeft: "keyboard.meta",
  AltLeft: "keyboard.alt",
  ControlLeft: "keyboard.ctrl",
  ShiftLeft: "keyboard.shift",
  Escape: "keyboard.escape",
};

export function SendKeysMenu({ input }: { input: InputChannel }) {
  const { say } = useText();
  const options = (Object.keys(keyCombinations) as KeyCombination[]).map((id) => {
    const keys = keyCombinations[id].map((code) => {
      const words = keyWords[code];
      return words === undefined ? code.replace(/^Key/, "") : say(words);
    });
    return { id, content: <Shortcut keys={keys} />, words: keys.join(" ") };
  });
  return (
    <ChoiceMenu
      label={say("keyboard.send")}
      options={options}
      onChoose={(id) => pressCombination(id, (code, down) => input.send({ type: "key", code, down }))}
    />
  );
}
