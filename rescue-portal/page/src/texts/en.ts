import type { SameKeys } from "@ferndiagnose/ui";
import type { de } from "./de.ts";

export const en: SameKeys<typeof de> = {
  foot: "This page sets no cookies and loads nothing from anybody else.",
  entry: {
    title: "Help on your screen",
    lead: "Are you on the phone with our hotline? Then type the seven digits that you hear on the phone.",
    label: "Session key",
    digit: "Digit {{place}} of 7",
    submit: "Continue",
    malformedTitle: "Something is wrong with the digits",
    incomplete_one: "One digit is still missing. The session key has seven digits.",
    incomplete_other: "{{count}} digits are still missing. The session key has seven digits.",
    tooLong: "These are more than seven digits. The session key has exactly seven.",
    refusedTitle: "This key does not fit",
    waitTitle: "Please wait a moment",
    troubleTitle: "That did not work",
    scamTitle: "We never call you out of the blue",
    scam: "Type the key only if it was you who called us. Otherwise please hang up.",
  },
  steps: {
    title: "What happens next",
    joinTitle: "You start the program",
    join: "A small program connects your computer with the hotline. Before that, nothing is transmitted.",
    decideTitle: "You decide",
    decide: "You agree and choose what we see, and whether we may help with mouse and keyboard.",
    stopTitle: "You stop whenever you like",
    stop: "The F11 key or the off button ends it at once. Always.",
    recorded:
      "For your protection every session is recorded and locked at once. The recording is opened only after a complaint and never by one person alone; after 90 days at the latest it is destroyed.",
  },
  recognised: {
    title: "Your key is valid",
    lead: "Now open the program. Your browser may ask you once more; please confirm.",
    open: "Open the program",
    leftMinutes_one: "The key is valid for about one more minute.",
    leftMinutes_other: "The key is valid for {{count}} more minutes.",
    leftSeconds_one: "The key is valid for one more second.",
    leftSeconds_other: "The key is valid for {{count}} more seconds.",
    nothingTitle: "Nothing opens?",
    nothing: "Then the program is not on this computer yet.",
    downloads: "Download it here, then open the downloaded file:",
    noDownloads:
      "This server does not offer the program for download yet. Whoever has the source code of Ferndiagnose starts it there with this command:",
    checkTitle: "What comes next",
    check:
      "The program shows a check code of four digits. Read it out on the phone. Then you agree and choose what we may see.",
    otherKey: "Type another key",
    expiredTitle: "The key has expired",
    expired: "For safety every key is valid for ten minutes only. Please ask for a new one on the phone.",
    newKey: "Type a new key",
  },
};
