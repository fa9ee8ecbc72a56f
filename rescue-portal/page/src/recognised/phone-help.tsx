import { Button, Card, Notice } from "@ferndiagnose/ui";
import type { RecognisedKey } from "../key-entry/key-entry.tsx";
import { PlaceLink } from "../places/place-link.tsx";
import { useText } from "../texts/use-text.ts";
import { OtherComputer } from "./other-computer.tsx";
import { SpokenKey } from "./spoken-key.tsx";
import { TimeLeft } from "./time-left.tsx";

export interface PhoneHelpProps {
  recognised: RecognisedKey;
  /** The address to type at a computer. */
  portal: string;
  leftMs: number;
  onOtherKey: () => void;
}

/** For phones, tablets and Chromebooks: it does not go on here, and how it does. */
export function PhoneHelp({ recognised, portal, leftMs, onOtherKey }: PhoneHelpProps) {
  const { say } = useText();
  const { response, key } = recognised;
  return (
    <>
      <Card title={say("phone.title")} level={1}>
        <p>{say("phone.lead")}</p>
        <section className="offer" aria-labelledby="phone-next">
          <h2 id="phone-next">{say("phone.nextTitle")}</h2>
          <ol className="phone-steps">
            <li>{say("phone.sit")}</li>
            <li>
              {say("phone.type")}
              <strong className="phone-address">{portal.replace(/^https?:\/\//, "")}</strong>
            </li>
            <li>
              {say("phone.key")}
              <SpokenKey sessionKey={key} />
            </li>
          </ol>
          <TimeLeft leftMs={leftMs} />
        </section>
        <Notice kind="info" title={say("phone.stayTitle")} announce={false}>
          {say("phone.stay")}
        </Notice>
        <div className="recognised-other">
          <Button variant="quiet" onPress={onOtherKey}>
            {say("recognised.otherKey")}
          </Button>
        </div>
      </Card>
      <Card title={say("phone.hereTitle")}>
        <p>{say("phone.here")}</p>
        <ul className="phone-links">
          <li>
            <PlaceLink to="terms">{say("foot.terms")}</PlaceLink>
          </li>
          <li>
            <PlaceLink to="privacy">{say("foot.privacy")}</PlaceLink>
          </li>
          <li>
            <PlaceLink to="receipt">{say("foot.receipt")}</PlaceLink>
          </li>
        </ul>
        {response.downloads.length > 0 && (
          <OtherComputer response={response} sessionKey={key} title={say("phone.computer")} />
        )}
      </Card>
    </>
  );
}
