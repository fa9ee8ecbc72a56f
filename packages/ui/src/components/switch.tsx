import type { ReactNode } from "react";
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from "react-aria-components";

export interface SwitchProps extends Omit<AriaSwitchProps, "children" | "className" | "style"> {
  children: ReactNode;
}

export function Switch({ children, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className="fd-switch">
      <span className="fd-switch-track" aria-hidden="true">
        <span className="fd-switch-knob" />
      </span>
      <span>{children}</span>
    </AriaSwitch>
  );
}
