import { Button } from "@ferndiagnose/ui";
import { useState } from "react";
import { useText } from "../texts/use-text.ts";

/** Copies a text. Not there where the browser does not let pages do it; the text can be marked then. */
export function CopyButton({ text }: { text: string }) {
  const { say } = useText();
  const [isCopied, setCopied] = useState(false);
  if (navigator.clipboard === undefined) return null;

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      // Refused by the browser: the text stands beside the button and can be marked.
      () => setCopied(false),
    );
  }

  return (
    <>
      <Button size="small" onPress={() => void copy()}>
        {isCopied ? say("copy.done") : say("copy.copy")}
      </Button>
      <span className="fd-visually-hidden" role="status">
        {isCopied ? say("copy.done") : ""}
      </span>
    </>
  );
}
