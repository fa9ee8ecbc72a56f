import { useEffect, useState } from "react";

/** The time, read anew in this rhythm. */
export function useNow(read: () => number, everyMs: number): number {
  const [now, setNow] = useState(read);
  useEffect(() => {
    setNow(read());
    const id = setInterval(() => setNow(read()), everyMs);
    return () => clearInterval(id);
  }, [read, everyMs]);
  return now;
}
