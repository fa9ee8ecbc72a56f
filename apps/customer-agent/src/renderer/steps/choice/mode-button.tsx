import { Icon, type IconName } from "@ferndiagnose/ui";
import { Button } from "react-aria-components";
import { useWords } from "../../texts/use-words.ts";

export interface ModeButtonProps {
  icon: IconName;
  title: string;
  text: string;
  /** This is what holds already. */
  isNow: boolean;
  isDisabled: boolean;
  onPress: () => void;
}

/** One of the two ways to go on from here: with one click. */
export function ModeButton({ icon, title, text, isNow, isDisabled, onPress }: ModeButtonProps) {
  const words = useWords();
  return (
    <Button className="mode" isDisabled={isDisabled} onPress={onPress}>
      <Icon name={icon} />
      <span className="mode-title">
        {title}
        {isNow && <span className="mode-now"> {words("choice.now")}</span>}
      </span>
      <span className="mode-text">{text}</span>
    </Button>
  );
}
