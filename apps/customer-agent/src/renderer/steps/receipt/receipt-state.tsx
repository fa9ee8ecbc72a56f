import type { ReceiptView } from "@ferndiagnose/protocol/ipc";
import { Icon, Notice, Progress } from "@ferndiagnose/ui";
import { useWords } from "../../texts/use-words.ts";

/** Whether this is a receipt, said plainly. */
export function ReceiptState({ state }: { state: ReceiptView["state"] }) {
  const words = useWords();
  switch (state) {
    case "waiting":
      return <Progress label={words("receipt.waiting")} />;
    case "valid":
      return (
        <p className="receipt-valid" role="status">
          <Icon name="success" />
          {words("receipt.valid")}
        </p>
      );
    case "wrong":
      return (
        <Notice kind="error" title={words("receipt.wrongTitle")}>
          {words("receipt.wrong")}
        </Notice>
      );
    case "missing":
      return (
        <Notice kind="warning" title={words("receipt.missingTitle")}>
          {words("receipt.missing")}
        </Notice>
      );
    default:
      return state satisfies never;
  }
}
