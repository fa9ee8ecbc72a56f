import type { ReactNode } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Button, type ButtonProps } from "./button.tsx";

export interface ChoiceMenuProps<Id extends string> {
  label: string;
  variant?: ButtonProps["variant"];
  options: readonly { readonly id: Id; readonly content: ReactNode; readonly words: string }[];
  onChoose(id: Id): void;
}

/** A button that opens a short list of things to do. */
export function ChoiceMenu<Id extends string>({ label, variant = "quiet", options, onChoose }: ChoiceMenuProps<Id>) {
  return (
    <MenuTrigger>
      <Button size="small" variant={variant}>
        {label}
      </Button>
      <Popover className="fd-menu-popover" placement="top start">
        <Menu className="fd-menu" aria-label={label}>
          {options.map(({ id, content, words }) => (
            <MenuItem key={id} className="fd-menu-item" textValue={words} onAction={() => onChoose(id)}>
              {content}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
