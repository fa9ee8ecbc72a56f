import type { RecordingStatus } from "@ferndiagnose/protocol";
import { useText } from "../texts/use-text.ts";

/** How the status can be checked by people who need not believe us. */
export function StatusProof({ status }: { status: RecordingStatus }) {
  const { say } = useText();
  const { state, sessionId } = status;
  if (state === "unknown" || state === "recording") return null;
  return (
    <details className="fold">
      <summary>{say("proof.title")}</summary>
      <div className="fold-body">
        <p>{say("proof.receipt")}</p>
        <p>{say("proof.log")}</p>
        <p>{say("proof.openings")}</p>
        {state === "destroyed" && (
          <p>
            {say("proof.certificate")}{" "}
            <a
              href={`/api/v1/recordings/${sessionId}/certificate`}
              download={`ferndiagnose-${sessionId}-certificate.json`}
            >
              {say("proof.certificateLink")}
            </a>
          </p>
        )}
        <p>{say("proof.program")}</p>
      </div>
    </details>
  );
}
