import { z } from "zod";
import { ErrorCode } from "../errors.ts";
import { Rights, RightsRequest } from "../rights.ts";
import { EndReason } from "../session-event.ts";
import { SessionInvitation } from "../signalling/customer.ts";
import { DisplayName, Language, UnixMs } from "../values.ts";
import { ReceiptKeeping, ReceiptView } from "./receipt.ts";

/** A small picture (data URL) that never leaves the computer. */
const Thumbnail = z.string().startsWith("data:image/").max(2_000_000);

/** A screen the customer can choose. */
export const ScreenChoice = z.strictObject({
  number: z.int().min(1).max(16),
  primary: z.boolean(),
  thumbnail: Thumbnail,
});
export type ScreenChoice = z.infer<typeof ScreenChoice>;

/** A window the customer can choose. Titles and pictures are for the customer's own eyes. */
export const WindowChoice = z.strictObject({
  number: z.int().min(1).max(64),
  title: z.string().max(200),
  application: z.string().max(100).optional(),
  thumbnail: Thumbnail,
});
export type WindowChoice = z.infer<typeof WindowChoice>;

/** What the customer chose to show, in the numbers of the page they chose from. Local: others hear a `ViewScope`. */
export const ChosenView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("all_screens") }),
  z
    .strictObject({ kind: z.literal("screen"), number: z.int().min(1).max(16), of: z.int().min(1).max(16) })
    .refine(({ number, of }) => number <= of, "there are not so many screens"),
  z
    .strictObject({ kind: z.literal("windows"), numbers: z.array(z.int().min(1).max(64)).min(1).max(32) })
    .refine(({ numbers }) => new Set(numbers).size === numbers.length, "a window is named twice"),
]);
export type ChosenView = z.infer<typeof ChosenView>;

/** What becomes of the program itself after the session. */
export const RemovalView = z.strictObject({
  /** `portable`: downloaded for this session. `installed`: the customer keeps it on the computer. */
  kind: z.enum(["portable", "installed"]),
  state: z.enum(["offered", "removing", "removed", "failed", "kept"]),
  /** Paths that could not be removed. */
  left: z.array(z.string().max(1_000)).max(20),
  /** `removed` comes true as soon as this program has ended: some systems keep the files of a running one. */
  afterExit: z.boolean().optional(),
  /** Whether there is a shortcut on the desktop. */
  shortcut: z.boolean(),
});
export type RemovalView = z.infer<typeof RemovalView>;

const ListNumber = z.int().min(1);

const view = { language: Language };
const invitation = SessionInvitation.omit({ resumeToken: true });

/** What the steps window shows: one step after the other, decided in the main process. */
export const StepsView = z.discriminatedUnion("step", [
  z.strictObject({
    ...view,
    step: z.literal("key"),
    key: z.string().max(7),
    busy: z.boolean(),
    error: ErrorCode.optional(),
    retryAfterSeconds: z.int().optional(),
    /** Whose service this is: the host that the key is sent to. */
    portal: z.string().max(300).optional(),
    /** The service did not answer. */
    unreachable: z.boolean().optional(),
    /** Whether there is a shortcut on the desktop. */
    shortcut: z.boolean(),
    /** Whether the program stays on this computer. */
    installed: z.boolean(),
    /** A build for tests only. */
    isTest: z.boolean().optional(),
    /** A link named this other service: nothing of the link was used. */
    foreignPortal: z.string().max(300).optional(),
  }),
  /** Joined: who asks, and for what. The check code is shown from here on. */
  z.strictObject({ ...view, step: z.literal("who"), invitation }),
  z.strictObject({
    ...view,
    step: z.literal("consent"),
    invitation,
    /** Whether the texts that this program carries have the versions that the server asks consent for. */
    noticeMatches: z.boolean(),
  }),
  z.strictObject({
    ...view,
    step: z.literal("choice"),
    invitation,
    /** Of which list the numbers are: every look at the desktop makes a new one. */
    list: ListNumber,
    screens: z.array(ScreenChoice).max(16),
    windows: z.array(WindowChoice).max(64),
    /** False where this desktop takes no input from programs. */
    canControl: z.boolean(),
    canChooseWindows: z.boolean(),
    /** What holds now, while it is being changed. */
    chosen: z.strictObject({ view: ChosenView, control: z.boolean() }).optional(),
    /** The session goes on meanwhile, with what was chosen before. */
    changing: z.boolean(),
  }),
  z.strictObject({
    ...view,
    step: z.literal("waiting"),
    invitation,
    waitingFor: z.enum(["admission", "recording", "picture"]),
  }),
  z.strictObject({
    ...view,
    step: z.literal("ended"),
    reason: EndReason,
    lastedMs: z.int().min(0),
    /** From the decision to stop until the program that took the picture was gone. */
    stoppedInMs: z.int().min(0).optional(),
    /** Where there was a recording. */
    receipt: ReceiptView.optional(),
    /** Where this program can remove itself. */
    removal: RemovalView.optional(),
  }),
]);
export type StepsView = z.infer<typeof StepsView>;

/** What the customer does in the steps window. */
export const StepsAction = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("submit_key"), key: z.string().max(32) }),
  /** From who asks to the consent. */
  z.strictObject({ type: z.literal("continue") }),
  /** One step back. Consent that was not sent yet is withdrawn by it. */
  z.strictObject({ type: z.literal("back") }),
  z.strictObject({ type: z.literal("give_consent") }),
  z.strictObject({ type: z.literal("refuse_consent") }),
  /** From an older list than the newest nothing is chosen: its numbers may stand for something else by now. */
  z.strictObject({ type: z.literal("choose"), list: ListNumber, view: ChosenView, control: z.boolean() }),
  /** Everything stays as it was before `change_view`. */
  z.strictObject({ type: z.literal("cancel_change") }),
  z.strictObject({ type: z.literal("keep_receipt"), as: ReceiptKeeping }),
  z.strictObject({ type: z.literal("remove_program") }),
  z.strictObject({ type: z.literal("keep_program") }),
  z.strictObject({ type: z.literal("set_shortcut"), present: z.boolean() }),
  z.strictObject({ type: z.literal("leave") }),
  /** Not leaving after all. */
  z.strictObject({ type: z.literal("stay") }),
  z.strictObject({ type: z.literal("set_language"), language: Language }),
]);
export type StepsAction = z.infer<typeof StepsAction>;

/** Why control falls back to view: its time is over, or nobody touched this computer for a while. */
export const ControlEnd = z.enum(["time", "idle"]);
export type ControlEnd = z.infer<typeof ControlEnd>;

/** What the status window shows while a session runs. */
export const StatusView = z.strictObject({
  ...view,
  technicianName: DisplayName,
  rights: Rights,
  watched: z.boolean(),
  frozen: z.enum(["no", "connection", "recording"]),
  /** The customer has covered the picture. */
  paused: z.boolean(),
  request: RightsRequest.optional(),
  liveSince: z.int().optional(),
  /** `unavailable`: the system did not give us the F11 key, or cannot be relied on to. */
  f11: z.enum(["held", "unavailable"]),
  /** False where this desktop takes no input from programs. */
  canControl: z.boolean(),
  /** When control ends at the latest; as long as it is granted. */
  controlUntil: UnixMs.optional(),
  /** Only in the last minute of control. */
  control: z.strictObject({ endsAt: UnixMs, because: ControlEnd }).optional(),
  /** Control has just been taken back; one click gives it again. */
  expired: ControlEnd.optional(),
  /** The page to change what is shown is open. */
  changing: z.boolean(),
});
export type StatusView = z.infer<typeof StatusView>;

export const StatusAction = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("off") }),
  /** The off button works: said twice a second, since a session without it must not go on. */
  z.strictObject({ type: z.literal("alive") }),
  z.strictObject({ type: z.literal("set_control"), control: z.boolean() }),
  z.strictObject({ type: z.literal("renew_control") }),
  z.strictObject({ type: z.literal("set_paused"), paused: z.boolean() }),
  /** Opens the page to change what is shown. */
  z.strictObject({ type: z.literal("change_view") }),
  z.strictObject({ type: z.literal("answer_request"), granted: z.boolean() }),
]);
export type StatusAction = z.infer<typeof StatusAction>;
