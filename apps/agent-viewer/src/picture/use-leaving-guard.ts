import { useEffect } from "react";

/**
 * While the keyboard works on the customer's computer, the browser asks before the page goes: Ctrl + W is meant for the
 * window over there, and no page can keep it.
 */
export function useLeavingGuard(isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isActive]);
}
