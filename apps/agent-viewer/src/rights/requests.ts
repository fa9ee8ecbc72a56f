import type { Rights, RightsRequest } from "@ferndiagnose/protocol";

/** What a technician can still ask for: something to see first, then all of it, then control. */
export function requestsFor(rights: Rights): RightsRequest[] {
  if (rights.view.kind === "nothing") return ["view"];
  return (["whole_view", "control"] as const).filter((request) => !isGranted(request, rights));
}

export function isGranted(request: RightsRequest, { view, control }: Rights): boolean {
  switch (request) {
    case "view":
      return view.kind !== "nothing";
    case "whole_view":
      return view.kind === "all_screens" || (view.kind === "screen" && view.of === 1);
    case "control":
      return control;
    default:
      return request satisfies never;
  }
}
