import type { ConnectionFigures } from "@ferndiagnose/rtc";
import { useEffect, useState } from "react";
import type { SessionScreenProps } from "../session/screen-props.ts";
import { useText } from "../texts/use-text.ts";

const READ_EVERY_MS = 1_000;

/** How the picture is doing, small and out of the way. */
export function FiguresLine({ client }: Pick<SessionScreenProps, "client">) {
  const { say, language } = useText();
  const [figures, setFigures] = useState<ConnectionFigures>();
  useEffect(() => {
    let isWanted = true;
    const read = async () => {
      const latest = await client.figures();
      if (isWanted) setFigures(latest);
    };
    const id = setInterval(read, READ_EVERY_MS);
    return () => {
      isWanted = false;
      clearInterval(id);
    };
  }, [client]);

  const format = (value: number, digits: number) =>
    value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const words: string[] = [];
  if (figures?.framesPerSecond !== undefined) {
    words.push(say("picture.framesPerSecond", { value: format(figures.framesPerSecond, 0) }));
  }
  if (figures?.bitsPerSecond !== undefined) {
    words.push(say("picture.bitrate", { value: format(figures.bitsPerSecond / 1e6, 1) }));
  }
  if (figures?.roundTripMs !== undefined) {
    words.push(say("picture.roundTrip", { value: format(figures.roundTripMs, 0) }));
  }
  if (figures?.width !== undefined && figures.height !== undefined) {
    words.push(`${figures.codec ?? ""} ${figures.width} × ${figures.height}`.trim());
  }
  return (
    <p className="figures">
      <span className="fd-visually-hidden">{say("picture.figures")}: </span>
      {words.length === 0 ? say("picture.noFigures") : words.join(" · ")}
    </p>
  );
}
