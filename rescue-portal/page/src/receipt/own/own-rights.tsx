import type { ComplaintCode, ReceiptAccessGranted, SessionId } from "@ferndiagnose/protocol";
import { Card, Notice, Progress } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";
import type { Answer } from "../../http/ask.ts";
import { useText } from "../../texts/use-text.ts";
import { RefusalNotice } from "../refusal-notice.tsx";
import { ConsentCard } from "./consent-card.tsx";
import { OwnDataCard } from "./own-data-card.tsx";
import type { ReceiptAccess } from "./receipt-access.ts";

export interface OwnRightsProps {
  number: SessionId;
  code: ComplaintCode;
}

type Found =
  | { readonly access: undefined }
  | { readonly access: ReceiptAccess; readonly answer: Answer<ReceiptAccessGranted> };

/** Consent for the future and one's own data, for whoever has number and code. */
export function OwnRights({ number, code }: OwnRightsProps) {
  const { say } = useText();
  const [found, setFound] = useState<Found>();

  useEffect(() => {
    let isWanted = true;
    setFound(undefined);
    void look(number, code).then((given) => {
      if (isWanted) setFound(given);
    });
    return () => {
      isWanted = false;
    };
  }, [number, code]);

  if (found?.access !== undefined && found.answer.outcome === "answered") {
    return (
      <>
        <ConsentCard access={found.access} granted={found.answer.value} />
        <OwnDataCard access={found.access} number={number} />
      </>
    );
  }
  return (
    <Card title={say("own.title")}>
      {found === undefined ? (
        <Progress label={say("receipt.asking")} />
      ) : found.access === undefined ? (
        <Notice kind="warning">{say("own.cannot")}</Notice>
      ) : (
        found.answer.outcome !== "answered" && <RefusalNotice refusal={found.answer} />
      )}
    </Card>
  );
}

async function look(number: SessionId, code: ComplaintCode): Promise<Found> {
  const { ReceiptAccess } = await import("./receipt-access.ts");
  const access = await ReceiptAccess.of(number, code, (path, init) => fetch(path, init));
  return access === undefined ? { access } : { access, answer: await access.look() };
}
