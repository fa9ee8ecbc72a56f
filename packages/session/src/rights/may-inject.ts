import type { RemoteInput, Rights } from "@ferndiagnose/protocol";

/**
 * Whether one message of the technician may become input on the customer's computer, given the effective rights of
 * this moment. F11 belongs to the customer: it never comes from the other side (promise 5). Where the event would hit
 * one of our own windows is for the caller to judge.
 */
export function mayInject(effective: Rights, message: RemoteInput): boolean {
  if (!effective.control) return false;
  switch (message.type) {
    case "key":
      return message.code !== "F11";
    case "move":
    case "button":
    case "wheel":
    case "text":
    case "release_all":
      return true;
    default:
      return message satisfies never;
  }
}
