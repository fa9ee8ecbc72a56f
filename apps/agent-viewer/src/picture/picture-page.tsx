import { useRef, useState } from "react";
import { FiguresLine } from "../figures/figures-line.tsx";
import { KeyboardLine } from "../input/keyboard-line.tsx";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText } from "../texts/use-text.ts";
import { useTitle } from "../use-title.ts";
import { overlayFor } from "./overlay-for.ts";
import { PictureBar } from "./picture-bar.tsx";
import { PictureOverlay } from "./picture-overlay.tsx";
import { PictureStage } from "./picture-stage.tsx";
import type { Scale } from "./scale.ts";
import { useLeavingGuard } from "./use-leaving-guard.ts";

export function PicturePage({ client, snapshot }: SessionScreenProps) {
  const { say } = useText();
  const [scale, setScale] = useState<Scale>("fit");
  const [hasKeyboard, setHasKeyboard] = useState(false);
  const keyboard = useRef<HTMLTextAreaElement>(null);
  const startButton = useRef<HTMLButtonElement>(null);
  useTitle("title.live");
  useLeavingGuard(hasKeyboard);

  const { state, stream } = snapshot;
  const overlay = overlayFor(snapshot);
  const canControl = overlay === undefined && state?.rights.control === true;

  function leaveKeyboard() {
    keyboard.current?.blur();
    startButton.current?.focus();
  }

  return (
    <div data-screen="picture" className="picture-page">
      <PictureBar client={client} snapshot={snapshot} scale={scale} onScale={setScale} />
      <main className="picture-main" data-keyboard={hasKeyboard ? "" : undefined}>
        <h1 className="fd-visually-hidden">{say("picture.stage")}</h1>
        <PictureStage
          stream={stream}
          scale={scale}
          canControl={canControl}
          input={client.input}
          keyboard={keyboard}
          onKeyboard={setHasKeyboard}
          onLeave={leaveKeyboard}
        />
        {overlay !== undefined && <PictureOverlay overlay={overlay} snapshot={snapshot} />}
      </main>
      <footer className="picture-foot">
        <KeyboardLine
          input={client.input}
          canControl={canControl}
          hasKeyboard={hasKeyboard}
          isWindowsOnly={state?.rights.view.kind === "windows"}
          startButton={startButton}
          onStart={() => keyboard.current?.focus({ preventScroll: true })}
          onLeave={leaveKeyboard}
        />
        <FiguresLine client={client} />
      </footer>
    </div>
  );
}
