import type { MouseEvent, ReactNode } from "react";
import { addressOf, type Place } from "./place.ts";
import { usePlace } from "./use-place.ts";

/** A real link, so that it opens in a tab of its own when somebody wants that. */
export function PlaceLink({ to, children }: { to: Place; children: ReactNode }) {
  const { place, go } = usePlace();

  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  }

  return (
    <a
      className="place-link"
      href={addressOf(to, location.search)}
      aria-current={place === to ? "page" : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
