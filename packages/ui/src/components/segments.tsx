import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";

export interface SegmentsProps<Id extends string> {
  label: string;
  options: readonly { readonly id: Id; readonly content: ReactNode }[];
  selected: Id;
  onSelect(id: Id): void;
}

/** A choice between two or three that fit side by side; exactly one is always chosen. */
export function Segments<Id extends string>({ label, options, selected, onSelect }: SegmentsProps<Id>) {
  return (
    <ToggleButtonGroup
      className="fd-segments"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const chosen = options.find(({ id }) => keys.has(id));
        if (chosen !== undefined) onSelect(chosen.id);
      }}
    >
      {options.map(({ id, content }) => (
        <ToggleButton key={id} id={id} className="fd-segment">
          {content}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
