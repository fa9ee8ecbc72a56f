import type { ReactNode } from "react";

/** The frame that our drawings share; hidden from assistive programs because words stand beside each of them. */
export function Picture({ children }: { children: ReactNode }) {
  return (
    <svg className="picture" viewBox="0 0 120 80" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}
