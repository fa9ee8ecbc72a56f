import { type ReactNode, useEffect, useRef } from "react";
import type { Place } from "./place.ts";
import { usePlace } from "./use-place.ts";

/** One page of the site. It stays as it is while another one is looked at; who comes back is at its top. */
export function PlaceFrame({ is, children }: { is: Place; children: ReactNode }) {
  const { place, visited } = usePlace();
  const isShown = place === is;
  const hasMoved = visited.length > 1;
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // The page with which the site opens puts the focus where it belongs itself.
    if (isShown && hasMoved) frame.current?.focus({ preventScroll: true });
  }, [isShown, hasMoved]);

  return (
    <div ref={frame} className="place" data-place={is} tabIndex={-1} hidden={!isShown}>
      {children}
    </div>
  );
}
