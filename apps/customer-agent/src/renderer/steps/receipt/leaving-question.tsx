import { Button } from "@ferndiagnose/ui";
import { useEffect, useRef } from "react";
import { useWords } from "../../texts/use-words.ts";
import type { Act } from "../step-props.ts";

/** Asked once, before the code is gone for good. */
export function LeavingQuestion({ act }: { act: Act }) {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="leaving"
      aria-labelledby="leaving-title"
      data-receipt="leaving"
      onCancel={(event) => {
        event.preventDefault();
        act({ type: "stay" });
      }}
    >
      <h2 id="leaving-title">{words("receipt.leaveTitle")}</h2>
      <p>{words("receipt.leaveText")}</p>
      <div className="fd-row">
        <Button variant="primary" autoFocus onPress={() => act({ type: "keep_receipt", as: "pdf" })}>
          {words("receipt.pdf")}
        </Button>
        <Button onPress={() => act({ type: "stay" })}>{words("receipt.leaveStay")}</Button>
        <Button variant="quiet" data-receipt="leave" onPress={() => act({ type: "leave" })}>
          {words("receipt.leaveGo")}
        </Button>
      </div>
    </dialog>
  );
}
