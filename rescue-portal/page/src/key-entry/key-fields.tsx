import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { useText } from "../texts/use-text.ts";
import { type Digits, deleteBackwards, type Entry, enterText, KEY_LENGTH, missingDigits } from "./digit-fields.ts";

export interface KeyFieldsProps {
  digits: Digits;
  onEntry: (entry: Entry) => void;
  isInvalid: boolean;
  /** The text that says when the key is checked. */
  hintId: string;
  /** The text that says what is wrong. */
  errorId: string | undefined;
  /** Counts up whenever a field is to take the focus. */
  focusRequest: { place: number; count: number };
}

/** Seven fields that behave like one: typing goes on, backspace goes back, a pasted key fills all of them. */
export function KeyFields({ digits, onEntry, isInvalid, hintId, errorId, focusRequest }: KeyFieldsProps) {
  const { say } = useText();
  const labelId = useId();
  const fields = useRef<(HTMLInputElement | null)[]>([]);
  /** The last digit was just typed: one digit more is one too many, and does not silently take its place. */
  const isJustComplete = useRef(false);

  useEffect(() => fields.current[focusRequest.place]?.focus(), [focusRequest]);

  function enter(entry: Entry): void {
    const wasJustComplete = isJustComplete.current;
    onEntry(entry);
    fields.current[entry.focus]?.focus();
    fields.current[entry.focus]?.select();
    isJustComplete.current = entry.refused !== undefined && wasJustComplete;
  }

  /** Text that ends in the last field. */
  function enterLast(entry: Entry): void {
    enter(entry);
    if (entry.refused === undefined) isJustComplete.current = missingDigits(entry.digits) === 0;
  }

  function handleInput(place: number, value: string): void {
    const before = digits[place] ?? "";
    if (value === "") enter({ digits: digits.map((digit, index) => (index === place ? "" : digit)), focus: place });
    else if (isJustComplete.current) enter({ digits, focus: place, refused: "too_long" });
    else {
      // A phone's keyboard may type next to the digit that stands there instead of over it.
      const typed = value.length > 1 && before !== "" ? value.replace(before, "") : value;
      const isLast = place + typed.length >= KEY_LENGTH;
      (isLast ? enterLast : enter)(enterText(digits, place, typed));
    }
  }

  function handleKey(place: number, event: KeyboardEvent<HTMLInputElement>): void {
    const goTo = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: KEY_LENGTH - 1 }[event.key];
    if (goTo !== undefined && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      fields.current[Math.max(0, Math.min(KEY_LENGTH - 1, goTo))]?.focus();
    } else if (event.key === "Backspace") {
      event.preventDefault();
      enter(deleteBackwards(digits, place));
    }
  }

  function handlePaste(place: number, event: ClipboardEvent): void {
    event.preventDefault();
    enterLast(enterText(digits, place, event.clipboardData.getData("text")));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out in a grid in every browser.
    <div className="key-fields" role="group" aria-labelledby={labelId} aria-describedby={errorId ?? hintId}>
      <span id={labelId} className="fd-label">
        {say("entry.label")}
      </span>
      <div className="key-fields-row" dir="ltr">
        {digits.map((digit, place) => (
          <input
            // biome-ignore lint/suspicious/noArrayIndexKey: a field is its place.
            key={place}
            ref={(field) => {
              fields.current[place] = field;
            }}
            className="key-field"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            aria-label={say("entry.digit", { place: place + 1 })}
            aria-invalid={isInvalid}
            aria-describedby={errorId}
            value={digit}
            onPointerDown={() => {
              isJustComplete.current = false;
            }}
            onFocus={(event) => {
              isJustComplete.current = false;
              event.target.select();
            }}
            // Unlike React's change, input also comes when a digit is typed over an equal one.
            onInput={(event) => handleInput(place, event.currentTarget.value)}
            onChange={handledByInput}
            onKeyDown={(event) => handleKey(place, event)}
            onPaste={(event) => handlePaste(place, event)}
          />
        ))}
      </div>
    </div>
  );
}

/** React wants this on a field whose value it holds. */
function handledByInput(): void {}
