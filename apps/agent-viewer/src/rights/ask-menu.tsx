import type { Rights, RightsRequest } from "@ferndiagnose/protocol";
import { Button, ChoiceMenu } from "@ferndiagnose/ui";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText, type ViewerTextKey } from "../texts/use-text.ts";
import { requestsFor } from "./requests.ts";

const askWords: Record<RightsRequest, ViewerTextKey> = {
  view: "rights.askView",
  whole_view: "rights.askWholeView",
  control: "rights.askControl",
};
const askedWords: Record<RightsRequest, ViewerTextKey> = {
  view: "rights.askedView",
  whole_view: "rights.askedWholeView",
  control: "rights.askedControl",
};

interface AskMenuProps extends SessionScreenProps {
  rights: Rights;
  isPaused: boolean;
}

/** One request at a time. While the customer has paused there is nothing to ask for here: that is for the phone. */
export function AskMenu({ client, snapshot, rights, isPaused }: AskMenuProps) {
  const { say } = useText();
  const { requested } = snapshot;
  if (requested !== undefined) {
    return (
      <span className="rights-asked" role="status">
        {say(askedWords[requested])}
      </span>
    );
  }
  const requests = isPaused ? [] : requestsFor(rights);
  const [only] = requests;
  if (only === undefined) return null;
  if (requests.length === 1) {
    return (
      <Button size="small" onPress={() => client.requestRights(only)}>
        {say(askWords[only])}
      </Button>
    );
  }
  return (
    <ChoiceMenu
      label={say("rights.ask")}
      variant="secondary"
      options={requests.map((id) => ({ id, content: say(askWords[id]), words: say(askWords[id]) }))}
      onChoose={(request) => client.requestRights(request)}
    />
  );
}
