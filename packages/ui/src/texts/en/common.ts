import type { common as german } from "../de/common.ts";
import type { SameKeys } from "../text-key.ts";

export const common: SameKeys<typeof german> = {
  productName: "Ferndiagnose",
  language: "Language",
  pending: "Please wait",
  cancel: "Cancel",
  back: "Back",
  next: "Next",
  close: "Close",
  tryAgain: "Try again",
  retryInSeconds_one: "You can try again in {{count}} second.",
  retryInSeconds_other: "You can try again in {{count}} seconds.",
  info: "Note",
  success: "Done",
  warning: "Attention",
  error: "Error",
  noConnection: "No connection to the server. Please check your network connection and try again.",
};
