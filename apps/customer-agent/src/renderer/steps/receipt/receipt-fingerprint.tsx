import type { Receipt } from "@ferndiagnose/protocol";
import { Button } from "@ferndiagnose/ui";
import { useWords } from "../../texts/use-words.ts";
import type { Act } from "../step-props.ts";

/** For those who want to prove something: short on the screen until it is opened, whole on paper. */
export function ReceiptFingerprint({ receipt, act }: { receipt: Receipt; act: Act }) {
  const words = useWords();
  const { finalHash, finalSeq, recordingId, log } = receipt;
  const facts = (
    <dl className="receipt-facts">
      <div>
        <dt>{words("receipt.recording")}</dt>
        <dd>{recordingId}</dd>
      </div>
      <div>
        <dt>{words("receipt.fingerprintAt", { seq: finalSeq })}</dt>
        <dd>{finalHash}</dd>
      </div>
      <div>
        <dt>{words("receipt.log")}</dt>
        <dd>{log}</dd>
      </div>
    </dl>
  );
  return (
    <>
      <details className="receipt-fingerprint on-screen">
        <summary>
          {words("receipt.fingerprint")}{" "}
          <code data-receipt="fingerprint" data-value={finalHash}>
            {finalHash.slice(0, 8)} … {finalHash.slice(-8)}
          </code>
        </summary>
        <p>{words("receipt.fingerprintText")}</p>
        {facts}
        <p>{words("receipt.fileText")}</p>
        <Button size="small" data-receipt="file" onPress={() => act({ type: "keep_receipt", as: "file" })}>
          {words("receipt.file")}
        </Button>
      </details>
      <div className="on-paper">{facts}</div>
    </>
  );
}
