import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  variant?: "primary" | "secondary" | "danger" | "quiet";
  size?: "small" | "normal" | "large";
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** While `isPending`, the button keeps its words and its focus, turns a wheel and takes no press. */
export function Button({ variant = "secondary", size = "normal", children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className="fd-button" data-variant={variant} data-size={size}>
      {({ isPending }) => (
        <>
          {isPending && <span className="fd-spinner" aria-hidden="true" />}
          {children}
        </>
      )}
    </AriaButton>
  );
}
