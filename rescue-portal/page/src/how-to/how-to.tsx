import type { Device, Download, SessionKey } from "@ferndiagnose/protocol";
import type { ReactNode } from "react";
import { SpokenKey } from "../recognised/spoken-key.tsx";
import { useText } from "../texts/use-text.ts";
import { BrowserPicture } from "./browser-picture.tsx";
import { ConnectPicture } from "./connect-picture.tsx";
import { OpenPicture } from "./open-picture.tsx";

export interface HowToProps {
  device: Device;
  download: Download;
  sessionKey: SessionKey;
}

/** After the download: where it shows in this browser, how it is started on this system, and what comes then. */
export function HowTo({ device, download, sessionKey }: HowToProps) {
  const { say } = useText();
  const { browser } = device;
  const { kind, isTest } = download;
  return (
    <section className="steps how-to" aria-labelledby="how-to-title" data-browser={browser} data-kind={kind}>
      <h2 id="how-to-title">{say("howTo.title")}</h2>
      <ol className="steps-list">
        <Step number={1} picture={<BrowserPicture browser={browser} />} title={say("howTo.findTitle")}>
          {say(`howTo.find.${browser}`)}
        </Step>
        <Step number={2} picture={<OpenPicture kind={kind} />} title={say("howTo.openTitle")}>
          {say(`howTo.open_${kind}`)}{" "}
          {isTest && (kind === "portable-exe" || kind === "dmg") && say(`howTo.test_${kind}`)}
        </Step>
        <Step number={3} picture={<ConnectPicture />} title={say("howTo.connectTitle")}>
          {say("howTo.connect")} <SpokenKey sessionKey={sessionKey} />
        </Step>
      </ol>
    </section>
  );
}

interface StepProps {
  number: number;
  picture: ReactNode;
  title: string;
  children: ReactNode;
}

function Step({ number, picture, title, children }: StepProps) {
  return (
    <li className="step">
      {picture}
      <h3 className="step-title">
        <span className="step-number">{number}.</span> {title}
      </h3>
      <p className="step-words">{children}</p>
    </li>
  );
}
