import type { KeyCheckResponse } from "@ferndiagnose/protocol";
import { Link } from "react-aria-components";
import { useText } from "../texts/use-text.ts";

export interface ProgramDownloadsProps {
  downloads: KeyCheckResponse["downloads"];
  /** For the command that starts the program from the source code. */
  portal: string;
  sessionKey: string;
}

/** Where the program comes from when it is not installed. Without downloads it says so, and how to do without. */
export function ProgramDownloads({ downloads, portal, sessionKey }: ProgramDownloadsProps) {
  const { say } = useText();
  return (
    <section className="program-downloads" aria-labelledby="downloads-title">
      <h2 id="downloads-title">{say("recognised.nothingTitle")}</h2>
      <p>{say("recognised.nothing")}</p>
      {downloads.length > 0 ? (
        <>
          <p>{say("recognised.downloads")}</p>
          <ul className="fd-row">
            {downloads.map(({ name, href }) => (
              <li key={href}>
                <Link className="fd-button" data-variant="secondary" href={href}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <p>{say("recognised.noDownloads")}</p>
          <p className="command">
            <code>
              <span>scripts/customer-agent</span> <span>--portal {portal}</span> <span>--key {sessionKey}</span>
            </code>
          </p>
        </>
      )}
    </section>
  );
}
