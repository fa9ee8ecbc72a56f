import { NO_RIGHTS, type Rights, type RightsRequest } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { isGranted, requestsFor } from "./requests.ts";

const all: Rights = { view: { kind: "all_screens" }, control: false };
const only: Rights = { view: { kind: "screen", number: 1, of: 1 }, control: false };
const second: Rights = { view: { kind: "screen", number: 2, of: 2 }, control: true };
const windows: Rights = { view: { kind: "windows", count: 2 }, control: false };

test.each<[Rights, RightsRequest[]]>([
  [NO_RIGHTS, ["view"]],
  [all, ["control"]],
  [only, ["control"]],
  [second, ["whole_view"]],
  [windows, ["whole_view", "control"]],
  [{ ...all, control: true }, []],
])("%j leaves %j to ask for", (rights, requests) => {
  expect(requestsFor(rights)).toEqual(requests);
  for (const request of requests) expect(isGranted(request, rights)).toBe(false);
});
