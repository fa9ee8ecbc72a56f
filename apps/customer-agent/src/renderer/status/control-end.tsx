import type { StatusAction, StatusView } from "@ferndiagnose/protocol/ipc";
import { Icon } from "@ferndiagnose/ui";
import { Button } from "react-aria-components";
import { useWords } from "../texts/use-words.ts";
import { clockOf } from "./clock-of.ts";
import { useNow } from "./use-now.ts";

interface ControlEndProps {
  view: StatusView;
  act: (action: StatusAction) => void;
}

/** The last minute of control, and the time after: one click gives it for longer, or again. */
export function ControlEnd({ view, act }: ControlEndProps) {
  if (view.control) return <Ending view={view} control={view.control} act={act} />;
  return view.expired ? <Expired view={view} expired={view.expired} act={act} /> : null;
}

function Ending({ view, control, act }: ControlEndProps & { control: NonNullable<StatusView["control"]> }) {
  const words = useWords();
  const now = useNow();
  const { technicianName: technician } = view;
  return (
    <div className="status-message" data-kind="ending">
      <Icon name="clock" />
      <p>
        {/* A screen reader says the sentence once, and not every second how long it still is. */}
        <strong aria-hidden="true">
          {words("status.controlEndsIn")} <span className="status-figures">{clockOf(control.endsAt - now)}</span>
        </strong>{" "}
        <span role="status">
          {words(control.because === "idle" ? "status.controlEndsIdle" : "status.controlEnds", { technician })}
        </span>
      </p>
      <Button className="status-button" data-strong="" onPress={() => act({ type: "renew_control" })}>
        {words("status.renew")}
      </Button>
    </div>
  );
}

function Expired({ view, expired, act }: ControlEndProps & { expired: NonNullable<StatusView["expired"]> }) {
  const words = useWords();
  const { technicianName: technician } = view;
  return (
    <div className="status-message" data-kind="expired">
      <Icon name="pointerOff" />
      <p role="status">{words(expired === "idle" ? "status.expiredIdle" : "status.expiredTime", { technician })}</p>
      <Button className="status-button" onPress={() => act({ type: "renew_control" })}>
        {words("status.allowAgain")}
      </Button>
    </div>
  );
}
