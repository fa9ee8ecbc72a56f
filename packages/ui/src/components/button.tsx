import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { useTranslation } from "react-i18next";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  variant?: "primary" | "secondary" | "danger" | "quiet";
  size?: "small" | "normal" | "large";
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/**
 * While `isPending`, the button keeps its words and its focus, turns a wheel, says that it takes a moment, and takes no
 * press. react-aria's own pending state is not used: it leaves announcements behind that name a button which is gone.
 */
export function Button({
  variant = "secondary",
  size = "normal",
  isPending = false,
  type = "button",
  onPress,
  children,
  ...props
}: ButtonProps) {
  const { t } = useTranslation("common");
  const action = isPending || onPress === undefined ? {} : { onPress };
  return (
    <>
      <AriaButton
        {...props}
        {...action}
        type={isPending ? "button" : type}
        className="fd-button"
        data-variant={variant}
        data-size={size}
        data-pending={isPending ? "" : undefined}
      >
        {isPending && <span className="fd-spinner" aria-hidden="true" />}
        {children}
      </AriaButton>
      <span className="fd-visually-hidden" role="status">
        {isPending ? t("pending") : ""}
      </span>
    </>
  );
}
