import type { InputChannel } from "@ferndiagnose/rtc";
import { Button, Icon, Shortcut } from "@ferndiagnose/ui";
import { type RefObject, useRef } from "react";
import { useText } from "../texts/use-text.ts";
import { SendKeysMenu } from "./send-keys-menu.tsx";

export interface KeyboardLineProps {
  input: InputChannel;
  canControl: boolean;
  hasKeyboard: boolean;
  /** Only chosen windows are shared: the customer's program lets nothing happen beside them. */
  isWindowsOnly: boolean;
  startButton: RefObject<HTMLButtonElement | null>;
  onStart(): void;
  onLeave(): void;
}

/** Where the keyboard works right now, and how to change that (WCAG 2.1.2: no trap without a way out that is told). */
export function KeyboardLine({ input, canControl, hasKeyboard, isWindowsOnly, ...props }: KeyboardLineProps) {
  const { say } = useText();
  const { startButton, onStart, onLeave } = props;
  // Pressing the button takes the focus, and with it the keyboard, before the press is over.
  const intended = useRef(onStart);
  if (!canControl) return <div className="keyboard-line" />;
  return (
    <div className="keyboard-line" data-active={hasKeyboard ? "" : undefined}>
      <Icon name="keyboard" />
      <span role="status">{say(hasKeyboard ? "keyboard.active" : "keyboard.idle")}</span>
      <Button
        ref={startButton}
        size="small"
        variant="quiet"
        onPressStart={() => {
          intended.current = hasKeyboard ? onLeave : onStart;
        }}
        onPress={() => intended.current()}
      >
        {say(hasKeyboard ? "keyboard.leave" : "keyboard.start")}
        {hasKeyboard && <Shortcut keys={[say("keyboard.ctrl"), say("keyboard.alt"), say("keyboard.shift")]} />}
      </Button>
      <SendKeysMenu input={input} />
      {isWindowsOnly && <span className="keyboard-hint">{say("keyboard.onlyWindows")}</span>}
    </div>
  );
}
