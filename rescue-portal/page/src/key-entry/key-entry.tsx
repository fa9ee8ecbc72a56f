import { SessionKey } from "@ferndiagnose/protocol";
import { Button, Card, Notice } from "@ferndiagnose/ui";
import { type FormEvent, useEffect, useId, useState } from "react";
import { checkKey, type KeyAnswer } from "../http/check-key.ts";
import { StepPictures } from "../pictures/step-pictures.tsx";
import { useText } from "../texts/use-text.ts";
import { type Digits, type Entry, isReadyToCheck, missingDigits, noDigits } from "./digit-fields.ts";
import { KeyFields } from "./key-fields.tsx";
import { KeyProblem, type KeyProblemCause } from "./key-problem.tsx";

export type RecognisedKey = Extract<KeyAnswer, { outcome: "recognised" }> & { readonly key: SessionKey };

/** Long enough to notice an eighth digit, short enough not to be waited for. */
const pauseBeforeCheckMs = 400;

/** The start page: seven fields, one button, and what will happen. */
export function KeyEntry({ onRecognised }: { onRecognised: (recognised: RecognisedKey) => void }) {
  const { say } = useText();
  const [digits, setDigits] = useState<Digits>(noDigits);
  const [problem, setProblem] = useState<KeyProblemCause>();
  const [isChecking, setChecking] = useState(false);
  /** A complete key that is checked in a moment, unless something else is typed or pressed. */
  const [ready, setReady] = useState<Digits>();
  const [focusRequest, setFocusRequest] = useState({ place: 0, count: 0 });
  const problemId = useId();
  const hintId = useId();

  function focusField(place: number): void {
    setFocusRequest(({ count }) => ({ place, count: count + 1 }));
  }

  function handleEntry(entry: Entry): void {
    setDigits(entry.digits);
    setProblem(entry.refused === undefined ? undefined : { kind: entry.refused });
    setReady(isReadyToCheck(digits, entry) ? entry.digits : undefined);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is ready is checked as it is now.
  useEffect(() => {
    if (ready === undefined) return;
    const timeout = setTimeout(() => void check(), pauseBeforeCheckMs);
    return () => clearTimeout(timeout);
  }, [ready]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    void check();
  }

  async function check(): Promise<void> {
    setReady(undefined);
    if (isChecking) return;
    const missing = missingDigits(digits);
    if (missing > 0) {
      setProblem({ kind: "incomplete", missing });
      focusField(digits.indexOf(""));
      return;
    }
    setChecking(true);
    setProblem(undefined);
    const key = SessionKey.parse(digits.join(""));
    const answer = await checkKey(key, (path, init) => fetch(path, init), Date.now);
    setChecking(false);
    if (answer.outcome === "recognised") {
      onRecognised({ ...answer, key });
      return;
    }
    setProblem(problemOf(answer));
    focusField(0);
  }

  return (
    <div className="fd-stack portal-start">
      <Card title={say("entry.title")} level={1}>
        <p>{say("entry.lead")}</p>
        <form className="key-form" onSubmit={submit} noValidate>
          <KeyFields
            digits={digits}
            onEntry={handleEntry}
            isInvalid={problem !== undefined && isAboutDigits(problem)}
            hintId={hintId}
            errorId={problem === undefined ? undefined : problemId}
            focusRequest={focusRequest}
          />
          <p id={hintId} className="key-hint fd-soft">
            {say("entry.checksItself")}
          </p>
          {problem !== undefined && <KeyProblem id={problemId} cause={problem} />}
          <Button type="submit" variant="primary" size="large" isPending={isChecking}>
            {say("entry.submit")}
          </Button>
        </form>
        <Notice kind="info" title={say("entry.scamTitle")} announce={false}>
          {say("entry.scam")}
        </Notice>
      </Card>
      <StepPictures />
    </div>
  );
}

/** Whether other digits would help, as against waiting or trying again. */
function isAboutDigits(problem: KeyProblemCause): boolean {
  if (problem.kind === "refused") return problem.code === "key_not_accepted" || problem.code === "key_malformed";
  return problem.kind !== "no_connection";
}

function problemOf(answer: Exclude<KeyAnswer, { outcome: "recognised" }>): KeyProblemCause {
  if (answer.outcome === "no_connection") return { kind: "no_connection" };
  const { code, retryAfterSeconds } = answer;
  return {
    kind: "refused",
    code,
    retryAt: retryAfterSeconds === undefined ? undefined : Date.now() + retryAfterSeconds * 1_000,
  };
}
