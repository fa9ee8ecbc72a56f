import type { ReceiptView } from "@ferndiagnose/protocol/ipc";
import { useWords } from "../../texts/use-words.ts";
import type { Act } from "../step-props.ts";
import { QrCode } from "./qr-code.tsx";
import { ReceiptCode } from "./receipt-code.tsx";
import { ReceiptFingerprint } from "./receipt-fingerprint.tsx";
import { ReceiptState } from "./receipt-state.tsx";
import { ReceiptStory } from "./receipt-story.tsx";

/** The receipt as it is read on the screen and, without everything to press, on one sheet of paper. */
export function ReceiptSheet({ view, act }: { view: ReceiptView; act: Act }) {
  const words = useWords();
  const { organisation, number, link } = view;
  const address = link.split("#")[0] ?? "";
  return (
    <section className="fd-card receipt" aria-labelledby="receipt-title" data-receipt="sheet" data-state={view.state}>
      <h2 id="receipt-title">
        <span className="on-screen">{words("receipt.title")}</span>
        <span className="on-paper">{words("receipt.paperTitle")}</span>
      </h2>
      <ReceiptState state={view.state} />
      <ReceiptCode code={view.complaintCode} act={act} />
      <ReceiptStory view={view} />
      <div className="receipt-lookup">
        <div>
          <h3>{words("receipt.number")}</h3>
          <p className="receipt-number" data-receipt="number" data-value={number}>
            {(number.match(/.{4}/g) ?? []).map((group) => (
              <span key={group}>{group}</span>
            ))}
          </p>
          <p>{words("receipt.lookup")}</p>
          <p className="receipt-address step-small">{address}</p>
        </div>
        <QrCode text={link} label={words("receipt.qr")} />
      </div>
      <div className="receipt-complain">
        <h3>{words("receipt.complainTitle")}</h3>
        <p>{words("receipt.complain", { organisation })}</p>
      </div>
      {view.receipt && <ReceiptFingerprint receipt={view.receipt} act={act} />}
    </section>
  );
}
