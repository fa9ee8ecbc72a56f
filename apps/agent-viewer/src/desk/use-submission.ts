import { useState } from "react";
import { type ApiError, failureOf } from "../http/api-error.ts";

export interface Submission {
  failure: ApiError | undefined;
  isPending: boolean;
  /** Sends what a form holds; does nothing while it is still being sent. True when it was taken. */
  submit(send: () => Promise<void>): Promise<boolean>;
  /** The failure belongs to what was in the form before. */
  forget(): void;
}

/** What became of a form that is sent to the portal. */
export function useSubmission(onSignedOut: (failure: ApiError) => void): Submission {
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ApiError>();

  async function submit(send: () => Promise<void>): Promise<boolean> {
    if (isPending) return false;
    setPending(true);
    setFailure(undefined);
    try {
      await send();
      return true;
    } catch (error) {
      const failed = failureOf(error);
      if (failed.code === "not_signed_in") onSignedOut(failed);
      else setFailure(failed);
      return false;
    } finally {
      setPending(false);
    }
  }

  return { failure, isPending, submit, forget: () => setFailure(undefined) };
}
