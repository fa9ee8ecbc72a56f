import { NO_RIGHTS, type RightsRequest } from "@ferndiagnose/protocol";
import { Button, Icon } from "@ferndiagnose/ui";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText } from "../texts/use-text.ts";
import { viewWords } from "./rights-words.ts";

/** What the customer currently grants, always in sight and in words; and how to ask for more. */
export function RightsStatus({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const rights = snapshot.state?.rights ?? NO_RIGHTS;
  const canSee = rights.view.kind !== "nothing";
  return (
    <section className="rights" aria-label={say("rights.title")}>
      <ul className="rights-list" aria-live="polite">
        <li className="right" data-granted={canSee ? "" : undefined}>
          <Icon name={canSee ? "eye" : "eyeOff"} />
          {viewWords(rights, say)}
        </li>
        <li className="right" data-granted={rights.control ? "" : undefined}>
          <Icon name={rights.control ? "pointer" : "pointerOff"} />
          {say(rights.control ? "rights.control" : "rights.noControl")}
        </li>
      </ul>
      <AskButton
        client={client}
        snapshot={snapshot}
        missing={canSee ? (rights.control ? undefined : "control") : "view"}
      />
    </section>
  );
}

/** One request at a time: for control only once there is something to see. */
function AskButton({ client, snapshot, missing }: SessionScreenProps & { missing: RightsRequest | undefined }) {
  const { say } = useText();
  if (missing === undefined) return null;
  if (snapshot.requested === missing) {
    return (
      <span className="rights-asked" role="status">
        {say(missing === "view" ? "rights.askedView" : "rights.askedControl")}
      </span>
    );
  }
  return (
    <Button size="small" onPress={() => client.requestRights(missing)}>
      {say(missing === "view" ? "rights.askView" : "rights.askControl")}
    </Button>
  );
}
