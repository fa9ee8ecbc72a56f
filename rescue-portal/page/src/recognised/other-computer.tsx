import type { KeyCheckResponse, SessionKey } from "@ferndiagnose/protocol";
import { useText } from "../texts/use-text.ts";
import { inOrder } from "./choose-downloads.ts";
import { DownloadLink, systemKey } from "./download-link.tsx";

export interface OtherComputerProps {
  response: Pick<KeyCheckResponse, "downloads" | "missing">;
  sessionKey: SessionKey;
  /** Folded under these words; unfolded without them. */
  title: string | undefined;
}

/** Everything that was built, for whoever wants another file than the one we would take; and what was not. */
export function OtherComputer({ response, sessionKey, title }: OtherComputerProps) {
  const { say } = useText();
  const { downloads, missing } = response;
  const list = (
    <div className="fold-body">
      <ul className="other-downloads">
        {inOrder(downloads).map((download) => (
          <li key={download.href}>
            <DownloadLink download={download} sessionKey={sessionKey} look="other">
              {say(download.kind === "archive" ? "download.loadArchive" : "download.loadFor", {
                system: say(systemKey(download)),
              })}
            </DownloadLink>
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <p className="fd-soft">
          {say("download.missing", { systems: missing.map((target) => say(systemKey(target))).join(", ") })}
        </p>
      )}
    </div>
  );
  return title === undefined ? (
    list
  ) : (
    <details className="fold" data-look="quiet">
      <summary>{title}</summary>
      {list}
    </details>
  );
}
