import { type ComplaintCode, formatComplaintCode } from "@ferndiagnose/protocol";
import { Card } from "@ferndiagnose/ui";
import { useText } from "../texts/use-text.ts";

/** How to complain: by phone, with number and code at hand. */
export function ComplaintHelp({ code }: { code: ComplaintCode | undefined }) {
  const { say } = useText();
  return (
    <Card title={say("receipt.complainTitle")}>
      <p>{say("receipt.complain")}</p>
      {code === undefined ? (
        <p>{say("receipt.codeOnPaper")}</p>
      ) : (
        <div className="receipt-code">
          <h3>{say("receipt.code")}</h3>
          <p className="receipt-code-groups" data-code={code}>
            {formatComplaintCode(code)
              .split("-")
              .map((group, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: groups have a place and nothing else.
                <span key={place}>{group} </span>
              ))}
          </p>
          <p className="fd-soft">{say("receipt.codeHere")}</p>
        </div>
      )}
    </Card>
  );
}
