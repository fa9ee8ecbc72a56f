import { createContext, useCallback, useContext, useEffect, useState } from "react";
import { addressOf, type Place, placeOf } from "./place.ts";

export interface Places {
  readonly place: Place;
  /** All that were looked at, this one included. */
  readonly visited: readonly Place[];
  go(place: Place): void;
}

/** Where the customer is on the site. Going elsewhere keeps what was typed: nothing is loaded anew. */
export function usePlaces(): Places {
  const [visited, setVisited] = useState<readonly Place[]>(() => [placeOf(location.pathname)]);
  const [place, setPlace] = useState(() => placeOf(location.pathname));

  const show = useCallback((next: Place) => {
    setPlace(next);
    setVisited((before) => (before.includes(next) ? before : [...before, next]));
  }, []);

  useEffect(() => {
    const follow = () => show(placeOf(location.pathname));
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, [show]);

  return {
    place,
    visited,
    go(next) {
      if (next === place) return;
      history.pushState(null, "", addressOf(next, location.search));
      show(next);
      scrollTo(0, 0);
    },
  };
}

const Context = createContext<Places>({ place: "start", visited: ["start"], go: () => undefined });

export const PlacesProvider = Context.Provider;

export function usePlace(): Places {
  return useContext(Context);
}
