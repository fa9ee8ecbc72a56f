import { type ComplaintCode, formatComplaintCode } from "@ferndiagnose/protocol";
import { Button } from "@ferndiagnose/ui";
import { useWords } from "../../texts/use-words.ts";
import type { Act } from "../step-props.ts";

/** The one thing on the page that nobody else has. */
export function ReceiptCode({ code, act }: { code: ComplaintCode; act: Act }) {
  const words = useWords();
  const groups = formatComplaintCode(code).split("-");
  return (
    <div className="receipt-code">
      <h3>{words("receipt.code")}</h3>
      <p className="receipt-code-groups" data-receipt="code" data-value={code}>
        <span className="fd-visually-hidden">{groups.map((group) => [...group].join(" ")).join(", ")}</span>
        {groups.map((group, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have a place and nothing else.
          <span key={place} aria-hidden="true">
            {group}
          </span>
        ))}
      </p>
      <p>{words("receipt.codeText")}</p>
      <div className="fd-row on-screen">
        <Button size="small" data-receipt="copy" onPress={() => act({ type: "keep_receipt", as: "clipboard" })}>
          {words("receipt.copy")}
        </Button>
        <span className="fd-soft step-small">{words("receipt.codeSecret")}</span>
      </div>
    </div>
  );
}
