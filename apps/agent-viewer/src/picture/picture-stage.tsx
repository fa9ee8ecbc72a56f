import type { InputChannel } from "@ferndiagnose/rtc";
import { type RefObject, useEffect, useRef, useState } from "react";
import { captureInput } from "../input/input-capture.ts";
import { useText } from "../texts/use-text.ts";
import type { Scale } from "./scale.ts";

export interface PictureStageProps {
  stream: MediaStream | undefined;
  scale: Scale;
  canControl: boolean;
  input: InputChannel;
  keyboard: RefObject<HTMLTextAreaElement | null>;
  onKeyboard(hasKeyboard: boolean): void;
  onLeave(): void;
}

const optionWrites = /Mac/.test(navigator.platform);

/** The picture, and the invisible field that takes the keyboard. */
export function PictureStage({ stream, scale, canControl, input, keyboard, onKeyboard, onLeave }: PictureStageProps) {
  const { say } = useText();
  const stage = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const leave = useRef(onLeave);
  leave.current = onLeave;

  useEffect(() => {
    if (video.current === null) return;
    video.current.srcObject = stream ?? null;
  }, [stream]);

  useEffect(() => {
    const elements = { stage: stage.current, video: video.current, keyboard: keyboard.current };
    if (!canControl || elements.stage === null || elements.video === null || elements.keyboard === null) return;
    const release = captureInput(
      { stage: elements.stage, video: elements.video, keyboard: elements.keyboard },
      { input, optionWrites, onLeave: () => leave.current() },
    );
    const area = elements.keyboard;
    return () => {
      area.blur();
      release();
    };
  }, [canControl, input, keyboard]);

  const actual = { width: `${size.width / devicePixelRatio}px`, height: `${size.height / devicePixelRatio}px` };
  return (
    <div ref={stage} className="picture-stage" data-scale={scale} data-control={canControl ? "" : undefined}>
      <video
        id="picture"
        ref={video}
        className="picture"
        autoPlay
        muted
        playsInline
        disablePictureInPicture
        aria-label={say("picture.stage")}
        style={scale === "actual" ? actual : {}}
        onResize={({ currentTarget }) =>
          setSize({ width: currentTarget.videoWidth, height: currentTarget.videoHeight })
        }
      />
      <textarea
        ref={keyboard}
        className="picture-keyboard"
        aria-label={say("keyboard.area")}
        tabIndex={-1}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        readOnly={!canControl}
        onFocus={() => onKeyboard(true)}
        onBlur={() => onKeyboard(false)}
      />
    </div>
  );
}
