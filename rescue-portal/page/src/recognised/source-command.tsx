import type { SessionKey } from "@ferndiagnose/protocol";
import { useText } from "../texts/use-text.ts";

/** Where nothing was built for anybody: the page says so, and how to do without. */
export function SourceCommand({ portal, sessionKey }: { portal: string; sessionKey: SessionKey }) {
  const { say } = useText();
  return (
    <>
      <p>{say("recognised.noDownloads")}</p>
      <p className="command">
        <code>
          <span>scripts/customer-agent</span> <span>--portal {portal}</span> <span>--key {sessionKey}</span>
        </code>
      </p>
    </>
  );
}
