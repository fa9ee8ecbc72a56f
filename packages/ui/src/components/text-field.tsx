import type { ReactNode } from "react";
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  type InputProps,
  Label,
  Text,
} from "react-aria-components";
import { Icon } from "./icon.tsx";

export interface TextFieldProps extends Omit<AriaTextFieldProps, "children" | "className" | "style"> {
  label: ReactNode;
  description?: ReactNode;
  /** Present means invalid; said together with the field. */
  error?: ReactNode;
  size?: "normal" | "large";
  input?: Omit<InputProps, "className" | "style">;
}

export function TextField({ label, description, error, size = "normal", input, ...props }: TextFieldProps) {
  return (
    <AriaTextField {...props} isInvalid={error !== undefined} className="fd-field" data-size={size}>
      <Label className="fd-label">{label}</Label>
      {description !== undefined && (
        <Text slot="description" className="fd-description">
          {description}
        </Text>
      )}
      <Input {...input} className="fd-input" />
      <FieldError className="fd-field-error">
        <Icon name="error" />
        <span>{error}</span>
      </FieldError>
    </AriaTextField>
  );
}
