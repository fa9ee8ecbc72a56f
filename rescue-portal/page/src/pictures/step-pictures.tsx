import type { ReactNode } from "react";
import { PlaceLink } from "../places/place-link.tsx";
import { useText } from "../texts/use-text.ts";
import { DecidePicture } from "./decide-picture.tsx";
import { StartPicture } from "./start-picture.tsx";
import { StopPicture } from "./stop-picture.tsx";

/** What will happen, in three pictures; the words beside them say the same. */
export function StepPictures() {
  const { say } = useText();
  return (
    <section className="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{say("steps.title")}</h2>
      <ol className="steps-list">
        <Step number={1} picture={<StartPicture />} title={say("steps.joinTitle")} words={say("steps.join")} />
        <Step number={2} picture={<DecidePicture />} title={say("steps.decideTitle")} words={say("steps.decide")} />
        <Step number={3} picture={<StopPicture />} title={say("steps.stopTitle")} words={say("steps.stop")} />
      </ol>
      <p className="fd-soft">{say("steps.recorded")}</p>
      <p className="steps-legal">
        {say("steps.readMore")} <PlaceLink to="terms">{say("foot.terms")}</PlaceLink>{" "}
        <PlaceLink to="privacy">{say("foot.privacy")}</PlaceLink>
      </p>
    </section>
  );
}

function Step({ number, picture, title, words }: { number: number; picture: ReactNode; title: string; words: string }) {
  return (
    <li className="step">
      {picture}
      <h3 className="step-title">
        <span className="step-number">{number}.</span> {title}
      </h3>
      <p className="step-words">{words}</p>
    </li>
  );
}
