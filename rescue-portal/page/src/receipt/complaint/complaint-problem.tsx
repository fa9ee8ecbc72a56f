import { Notice } from "@ferndiagnose/ui";
import { useText } from "../../texts/use-text.ts";
import { RefusalNotice } from "../refusal-notice.tsx";
import type { ComplaintFailure } from "./file-complaint.ts";

/** Why a complaint could not be made here, and what to do instead. */
export function ComplaintProblem({ failure }: { failure: ComplaintFailure }) {
  const { say } = useText();
  switch (failure.outcome) {
    case "refused":
    case "no_connection":
      return <RefusalNotice refusal={failure} />;
    case "code_wrong":
      return <Notice kind="error">{say("errors:complaint_not_accepted")}</Notice>;
    case "form_forged":
      return (
        <Notice kind="error" title={say("complaint.forgedTitle")}>
          {say("complaint.forged")}
        </Notice>
      );
    case "answer_forged":
      return (
        <Notice kind="error" title={say("complaint.forgedTitle")}>
          {say("complaint.unproven")}
        </Notice>
      );
    case "cannot_seal":
      return (
        <Notice kind="warning" title={say("complaint.cannotTitle")}>
          {say("complaint.cannot")}
        </Notice>
      );
    default:
      return failure satisfies never;
  }
}
