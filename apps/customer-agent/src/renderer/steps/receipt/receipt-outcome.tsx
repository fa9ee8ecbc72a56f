import type { ReceiptView } from "@ferndiagnose/protocol/ipc";
import { Notice } from "@ferndiagnose/ui";
import { useWords } from "../../texts/use-words.ts";

/** How printing, saving or copying went. */
export function ReceiptOutcome({ kept }: { kept: NonNullable<ReceiptView["kept"]> }) {
  const words = useWords();
  if (!kept.done)
    return <Notice kind="error">{words(kept.as === "print" ? "receipt.notPrinted" : "receipt.notSaved")}</Notice>;
  const done = {
    print: "receipt.printed",
    pdf: "receipt.saved",
    file: "receipt.saved",
    clipboard: "receipt.copied",
  } as const;
  return <Notice kind={kept.as === "clipboard" ? "info" : "success"}>{words(done[kept.as])}</Notice>;
}
