import type { Rights, ViewScope } from "@ferndiagnose/protocol";

/** Whether `rights` give nothing that `limit` does not give. */
export function isWithin(rights: Rights, limit: Rights): boolean {
  return isViewWithin(rights.view, limit.view) && (!rights.control || limit.control);
}

function isViewWithin(view: ViewScope, limit: ViewScope): boolean {
  switch (view.kind) {
    case "nothing":
      return true;
    case "screen":
      return limit.kind === "all_screens" || (limit.kind === "screen" && limit.number === view.number);
    case "windows":
      return limit.kind === "all_screens" || (limit.kind === "windows" && view.count <= limit.count);
    case "all_screens":
      return limit.kind === "all_screens";
    default:
      return view satisfies never;
  }
}
