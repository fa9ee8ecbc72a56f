import { Icon } from "@ferndiagnose/ui";
import { clockOf } from "./clock-of.ts";
import { useNow } from "./use-now.ts";

/** How long the session has been going on, for eyes only: a screen reader would say it every second. */
export function Elapsed({ since }: { since: number }) {
  const now = useNow();
  return (
    <span className="status-elapsed status-figures" aria-hidden="true">
      <Icon name="clock" />
      {clockOf(now - since)}
    </span>
  );
}
