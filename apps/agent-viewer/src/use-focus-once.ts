import { type RefObject, useEffect, useRef } from "react";

/** Puts the focus to the beginning of a screen that came by itself, so that it is read out and Tab goes on from there. */
export function useFocusOnce<Element extends HTMLElement>(): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  useEffect(() => {
    ref.current?.focus({ preventScroll: true });
  }, []);
  return ref;
}
