import { type RefObject, useLayoutEffect } from "react";

/** Tells the main process how high the bar is, whenever that changes. */
export function useFit(bar: RefObject<HTMLElement | null>, isThere: boolean): void {
  useLayoutEffect(() => {
    const element = bar.current;
    if (!isThere || element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const heightPixels = Math.min(2_000, Math.max(40, Math.ceil(element.getBoundingClientRect().height)));
      void window.statusBridge.fit({ heightPixels });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [bar, isThere]);
}
