import type { Download, SessionKey } from "@ferndiagnose/protocol";
import { Link } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useText } from "../texts/use-text.ts";
import { fileNameFor } from "./choose-downloads.ts";
import { CopyButton } from "./copy-button.tsx";

export interface DownloadLinkProps {
  download: Download;
  sessionKey: SessionKey;
  /** The one for this computer, large; or one among others. */
  look: "main" | "other";
  children: string;
}

/** A file to load: the link, what it is, how large, and how to check that it is the right one. */
export function DownloadLink({ download, sessionKey, look, children }: DownloadLinkProps) {
  const { say } = useText();
  const language = useTranslation().i18n.language;
  const { href, size, sha256, isTest } = download;
  const megabytes = Math.max(1, Math.round(size / 1_000_000));
  const sizeText = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte" }).format(megabytes);
  const isMain = look === "main";
  return (
    <div className="download" data-look={look}>
      <Link
        className="fd-button"
        data-variant={isMain ? "primary" : "secondary"}
        data-size={isMain ? "large" : "normal"}
        href={href}
        download={fileNameFor(download, sessionKey)}
      >
        {children}
      </Link>
      <p className="download-facts fd-soft">
        {say("download.facts", { system: say(systemKey(download)), size: sizeText })}
        {isTest && <strong className="download-test">{say("download.test")}</strong>}
      </p>
      <details className="fold" data-look="quiet">
        <summary>{say("download.checksum")}</summary>
        <div className="fold-body">
          <p>{say("download.checksumWhy")}</p>
          <p className="checksum" data-sha256={sha256}>
            {sha256}
          </p>
          <CopyButton text={sha256} />
        </div>
      </details>
    </div>
  );
}

type Target = Pick<Download, "system" | "arch">;

/** A computer in words that its owner knows. */
export function systemKey({ system, arch }: Target) {
  return `download.${system}_${arch}` as const;
}
