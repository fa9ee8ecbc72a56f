import type { StatusAction, StatusView } from "@ferndiagnose/protocol/ipc";
import { Icon } from "@ferndiagnose/ui";
import { Button, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useWords } from "../texts/use-words.ts";

/** More or less rights: control and pause in one click; what is shown is chosen anew on a page of its own. */
export function Tools({ view, act }: { view: StatusView; act: (action: StatusAction) => void }) {
  const words = useWords();
  return (
    <div className="status-tools">
      <ToggleButtonGroup
        className="status-modes"
        aria-label={words("status.mode")}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view.rights.control ? "control" : "view"]}
        onSelectionChange={(keys) => act({ type: "set_control", control: keys.has("control") })}
      >
        <ToggleButton id="view" className="status-mode">
          {words("status.view")}
        </ToggleButton>
        <ToggleButton id="control" className="status-mode" isDisabled={!view.canControl}>
          {words("status.control")}
        </ToggleButton>
      </ToggleButtonGroup>
      <Button
        className="status-button"
        data-strong={view.paused ? "" : undefined}
        onPress={() => act({ type: "set_paused", paused: !view.paused })}
      >
        <Icon name={view.paused ? "play" : "pause"} />
        {words(view.paused ? "status.continue" : "status.pause")}
      </Button>
      <Button className="status-button" isDisabled={view.changing} onPress={() => act({ type: "change_view" })}>
        {words("status.change")}
      </Button>
    </div>
  );
}
