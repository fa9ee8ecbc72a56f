import { useEffect, useState } from "react";
import { placeOf } from "../places/place.ts";
import { type ReceiptTicket, readTicket, takeTicket } from "./receipt-ticket.ts";

/** A receipt's ticket, and how many were opened before it in this tab. */
export interface OpenedTicket {
  readonly ticket: ReceiptTicket;
  readonly count: number;
}

/**
 * The ticket that the site was opened with, then every other that is opened in the same tab: for another fragment the browser
 * loads nothing anew, and the code would stay in the address.
 */
export function useTicket(first: ReceiptTicket): OpenedTicket {
  const [opened, setOpened] = useState<OpenedTicket>({ ticket: first, count: 0 });

  useEffect(() => {
    function follow(): void {
      // Anchors within the page are no tickets.
      if (placeOf(location.pathname) !== "receipt" || readTicket(location.hash).number === undefined) return;
      const ticket = takeTicket(location, history);
      setOpened(({ count }) => ({ ticket, count: count + 1 }));
    }
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  return opened;
}
