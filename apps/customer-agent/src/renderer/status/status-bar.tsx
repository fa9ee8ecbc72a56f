import type { StatusAction, StatusView } from "@ferndiagnose/protocol/ipc";
import { Button, Icon, Shortcut, type Texts } from "@ferndiagnose/ui";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useWords } from "../texts/use-words.ts";
import { useView } from "../use-view.ts";
import { Elapsed } from "./elapsed.tsx";
import { SecondLine } from "./second-line.tsx";

const act = (action: StatusAction): void => void window.statusBridge.act(action);

/** Who sees what, the two modes one click apart, and off. */
export function StatusBar({ texts }: { texts: Texts }) {
  const words = useWords();
  const view = useView<StatusView>(window.statusBridge.onShow, texts);
  if (!view) return null;
  return (
    <main className="status" aria-label={words("status.label")}>
      <div className="status-line">
        <span className="status-who" role="status" data-watched={view.watched} data-frozen={view.frozen !== "no"}>
          <Icon name={iconOf(view)} />
          <Who view={view} />
          {view.liveSince !== undefined && <Elapsed since={view.liveSince} />}
        </span>
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
          <ToggleButton id="control" className="status-mode">
            {words("status.control")}
          </ToggleButton>
        </ToggleButtonGroup>
        <Button
          variant="danger"
          size="small"
          aria-label={words("status.offLabel")}
          onPress={() => act({ type: "off" })}
        >
          <Icon name="off" />
          {words("status.off")}
          {view.f11 === "held" && <Shortcut keys={["F11"]} />}
        </Button>
      </div>
      <SecondLine view={view} act={act} />
    </main>
  );
}

function Who({ view }: { view: StatusView }) {
  const words = useWords();
  const { rights, technicianName: technician } = view;
  if (!view.watched) return <span className="status-words">{words("status.nobody")}</span>;
  const scope = rights.view;
  const screen =
    scope.kind === "screen" && scope.of > 1
      ? words("status.screen", { number: scope.number })
      : words("status.onlyScreen");
  return (
    <span className="status-words">
      {words(rights.control ? "status.controls" : "status.sees", { technician, screen })}
    </span>
  );
}

function iconOf(view: StatusView): "pause" | "eye" | "eyeOff" | "pointer" {
  if (view.frozen !== "no") return "pause";
  if (!view.watched) return "eyeOff";
  return view.rights.control ? "pointer" : "eye";
}
