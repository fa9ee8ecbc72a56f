import { Notice } from "@ferndiagnose/ui";
import { Link } from "react-aria-components";
import { HowTo } from "../how-to/how-to.tsx";
import type { RecognisedKey } from "../key-entry/key-entry.tsx";
import { useText } from "../texts/use-text.ts";
import { downloadsFor } from "./choose-downloads.ts";
import { DownloadLink, systemKey } from "./download-link.tsx";
import { OtherComputer } from "./other-computer.tsx";
import { SourceCommand } from "./source-command.tsx";

export interface ProgramOfferProps {
  recognised: RecognisedKey;
  portal: string;
}

/** The two ways to the program on a computer: load it, or open it where it is already. The likelier one comes first. */
export function ProgramOffer({ recognised, portal }: ProgramOfferProps) {
  const { say } = useText();
  const { response, key } = recognised;
  const { device, downloads } = response;
  const fitting = downloadsFor(device, downloads);
  const [best] = fitting;
  const isTest = fitting.some((download) => download.isTest);

  const open = (
    <section className="offer" aria-labelledby="open-title">
      <h2 id="open-title">{say("recognised.openTitle")}</h2>
      <p>{say("recognised.openLead")}</p>
      <Link
        className="fd-button"
        data-variant={best ? "secondary" : "primary"}
        data-size={best ? "normal" : "large"}
        href={response.joinLink}
      >
        {say("recognised.open")}
      </Link>
    </section>
  );

  return (
    <>
      {best === undefined && open}
      <section className="offer" aria-labelledby="load-title">
        <h2 id="load-title">{say("recognised.loadTitle")}</h2>
        <p>{say(leadKey(fitting.length, response))}</p>
        {fitting.map((download) => (
          <DownloadLink key={download.href} download={download} sessionKey={key} look="main">
            {fitting.length > 1 ? say("download.loadFor", { system: say(systemKey(download)) }) : say("download.load")}
          </DownloadLink>
        ))}
        {isTest && (
          <Notice kind="warning" title={say("download.testTitle")} announce={false}>
            {say("download.testWords")}
          </Notice>
        )}
        {downloads.length > 0 ? (
          <OtherComputer
            response={response}
            sessionKey={key}
            title={best === undefined ? undefined : say("download.other")}
          />
        ) : (
          <SourceCommand portal={portal} sessionKey={key} />
        )}
      </section>
      {best !== undefined && open}
      {best !== undefined && <HowTo device={device} download={best} sessionKey={key} />}
    </>
  );
}

/** What stands above the files: what this computer needs, or that there is nothing for it. */
function leadKey(fitting: number, { device, downloads }: RecognisedKey["response"]) {
  if (fitting > 1) return "recognised.whichMac";
  if (fitting === 1) return "recognised.loadLead";
  if (downloads.length === 0) return "recognised.nothing";
  return device.system === "other" ? "recognised.whichComputer" : "recognised.noneForThis";
}
