import type { ReactNode } from "react";
import { Label, ProgressBar } from "react-aria-components";

export interface ProgressProps {
  label: ReactNode;
  /** From 0 to 1; left out while nobody knows how long it takes. */
  fraction?: number;
  /** The words for the value; without them it is said in per cent. */
  valueLabel?: string;
}

export function Progress({ label, fraction, valueLabel }: ProgressProps) {
  const known = fraction !== undefined;
  const value = known
    ? { value: Math.min(1, Math.max(0, fraction)) * 100, ...(valueLabel === undefined ? {} : { valueLabel }) }
    : { isIndeterminate: true };
  return (
    <ProgressBar {...value} className="fd-progress">
      {({ percentage, valueText }) => (
        <>
          <div className="fd-progress-head">
            <Label>{label}</Label>
            {known && <span className="fd-soft">{valueText}</span>}
          </div>
          <div className="fd-progress-track">
            {known ? (
              <div className="fd-progress-bar" style={{ width: `${percentage}%` }} />
            ) : (
              <div className="fd-progress-bar" data-indeterminate="" />
            )}
          </div>
        </>
      )}
    </ProgressBar>
  );
}
