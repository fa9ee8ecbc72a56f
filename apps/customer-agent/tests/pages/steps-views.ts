import { type ComplaintCode, complaintCodeOf, type Language } from "@ferndiagnose/protocol";
import { StepsView } from "@ferndiagnose/protocol/ipc";
import { sample } from "@ferndiagnose/protocol/testing";
import { thumbnail } from "./thumbnails.ts";

const startedAt = Date.UTC(2026, 10, 22, 9, 12);
const minuteMs = 60_000;

const invitation = {
  sessionId: sample.sessionId,
  checkCode: "4711",
  technicianName: "Nora Bergström",
  organisation: "Muster-Hilfe GmbH",
  termsVersion: "2026-11-22.2",
  privacyVersion: "2026-11-22.2",
  retentionDays: 90,
};

const code: ComplaintCode = complaintCodeOf(Uint8Array.from({ length: 19 }, (_, at) => at * 13));

const receipt = {
  state: "valid",
  number: sample.sessionId,
  complaintCode: code,
  link: `https://hilfe.example/receipt#${sample.sessionId}`,
  technicianName: invitation.technicianName,
  organisation: invitation.organisation,
  retentionDays: 90,
  endedAt: startedAt + 17 * minuteMs,
  receipt: {
    ...sample.receipt.receipt,
    rights: [
      { rights: { view: { kind: "screen", number: 1, of: 1 }, control: false }, fromMs: 0, untilMs: 11 * minuteMs },
      {
        rights: { view: { kind: "screen", number: 1, of: 1 }, control: true },
        fromMs: 11 * minuteMs,
        untilMs: 15 * minuteMs,
      },
      {
        rights: { view: { kind: "nothing" }, control: false },
        paused: true,
        fromMs: 15 * minuteMs,
        untilMs: 17 * minuteMs,
      },
    ],
    startedAt,
    endedAt: startedAt + 17 * minuteMs,
    deleteAt: startedAt + 90 * 24 * 60 * minuteMs,
  },
  hasFile: true,
  leaving: false,
};

const screens = [
  { number: 1, primary: true, thumbnail: thumbnail("desktop") },
  { number: 2, primary: false, thumbnail: thumbnail("table") },
];

const windows = [
  {
    number: 1,
    title: "Einstellungen – Netzwerk und Internet",
    application: "Einstellungen",
    thumbnail: thumbnail("settings"),
  },
  {
    number: 2,
    title: "Kündigung Mobilfunk.odt – Textverarbeitung",
    application: "Textverarbeitung",
    thumbnail: thumbnail("letter"),
  },
  {
    number: 3,
    title: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabrechnung_2026_endgültig.ods",
    thumbnail: thumbnail("table"),
  },
  { number: 4, title: "", application: "Bildbetrachter", thumbnail: thumbnail("desktop") },
];

const choice = {
  step: "choice",
  invitation,
  list: 1,
  screens: screens.slice(0, 1),
  windows,
  canControl: true,
  canChooseWindows: true,
  changing: false,
};

const key = { step: "key", key: "", busy: false, portal: "hilfe.example", shortcut: false, installed: false };
const ended = { step: "ended", reason: "customer_off", lastedMs: 17 * minuteMs, stoppedInMs: 23 };
const portable = { kind: "portable", state: "offered", left: [], shortcut: false };

function without({ receipt: _, ...rest }: typeof receipt, state: string): object {
  return { ...rest, state, hasFile: false };
}

/** Every page of the steps window in every state that looks different, by a name for its picture. */
export function stepsViews(language: Language): Map<string, StepsView> {
  const contents: Record<string, object> = {
    "1-key": key,
    "1-key-filled": { ...key, key: "1234567", installed: true, shortcut: true },
    "1-key-refused": { ...key, key: "1234567", error: "key_not_accepted", retryAfterSeconds: 20 },
    "1-key-foreign-link": { ...key, isTest: true, foreignPortal: "hilfe-sofort.example" },
    "1-key-unreachable": { ...key, key: "1234567", unreachable: true },
    "1-key-busy": { ...key, key: "1234567", busy: true },
    "2-who": { step: "who", invitation },
    "3-consent": { step: "consent", invitation, noticeMatches: true },
    "3-consent-other-version": { step: "consent", invitation, noticeMatches: false },
    "4-choice-one-screen": choice,
    "4-choice-two-screens": { ...choice, list: 2, screens },
    "4-choice-no-windows": { ...choice, list: 3, windows: [], canChooseWindows: false, canControl: false },
    "4-choice-nothing": { ...choice, list: 4, screens: [], windows: [] },
    "4-choice-changing": {
      ...choice,
      ...{ list: 5, screens, changing: true },
      chosen: { view: { kind: "windows", numbers: [2] }, control: false },
    },
    "5-waiting-admission": { step: "waiting", invitation, waitingFor: "admission" },
    "5-waiting-recording": { step: "waiting", invitation, waitingFor: "recording" },
    "5-waiting-picture": { step: "waiting", invitation, waitingFor: "picture" },
    "6-ended-offered": { ...ended, receipt, removal: portable },
    "6-ended-leaving": { ...ended, receipt: { ...receipt, leaving: true }, removal: portable },
    "6-ended-receipt-waiting": { ...ended, receipt: without(receipt, "waiting"), removal: portable },
    "6-ended-receipt-wrong": { ...ended, receipt: without(receipt, "wrong"), removal: portable },
    "6-ended-receipt-missing": { ...ended, receipt: without(receipt, "missing") },
    "6-ended-receipt-kept": { ...ended, receipt: { ...receipt, kept: { as: "pdf", done: true } }, removal: portable },
    "6-ended-receipt-not-kept": { ...ended, receipt: { ...receipt, kept: { as: "print", done: false } } },
    "6-ended-removing": { ...ended, removal: { ...portable, state: "removing" } },
    "6-ended-removed": { ...ended, reason: "consent_refused", lastedMs: 0, removal: { ...portable, state: "removed" } },
    "6-ended-removed-after-exit": {
      ...ended,
      removal: { ...portable, state: "removed", afterExit: true },
    },
    "6-ended-failed": {
      ...ended,
      removal: { ...portable, state: "failed", left: ["/home/k/Downloads/Ferndiagnose 123-4567.AppImage"] },
    },
    "6-ended-kept": { ...ended, removal: { ...portable, state: "kept" } },
    "6-ended-installed": { ...ended, removal: { ...portable, kind: "installed", shortcut: true } },
  };
  return new Map(
    Object.entries(contents).map(([name, content]) => [name, StepsView.parse({ ...content, language })] as const),
  );
}
