import { z } from "zod";
import { hexBytes } from "../sealed.ts";
import { UnixMs } from "../values.ts";

/** What a browser says it runs on. Used for one answer and kept nowhere (promise 10). */
export const Device = z.strictObject({
  system: z.enum(["windows", "macos", "linux", "android", "ios", "chromeos", "other"]),
  arch: z.enum(["x64", "arm64", "unknown"]),
  browser: z.enum(["chrome", "edge", "firefox", "safari", "opera", "samsung", "other"]),
});
export type Device = z.infer<typeof Device>;

/** The systems and processors that the customer's program is made for. */
export const ProgramSystem = z.enum(["windows", "macos", "linux"]);
export type ProgramSystem = z.infer<typeof ProgramSystem>;

export const ProgramArch = z.enum(["x64", "arm64"]);
export type ProgramArch = z.infer<typeof ProgramArch>;

const target = { system: ProgramSystem, arch: ProgramArch };

/** One file that was built. The name is a plain file name: no folder, no dot at its beginning, nothing a shell or URL reads. */
const file = {
  ...target,
  kind: z.enum(["portable-exe", "dmg", "appimage", "archive"]),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,98}[A-Za-z0-9]$/),
  /** In bytes. */
  size: z.int().min(1).max(4_294_967_296),
  sha256: hexBytes(32),
  /** Not built from the pinned official Electron, or not signed: for tests and demonstrations only. */
  isTest: z.boolean(),
};

/** `downloads.json` in the folder that the portal serves downloads from; the files lie beside it. */
export const DownloadsManifest = z.strictObject({ files: z.array(z.strictObject(file)).max(20) });
export type DownloadsManifest = z.infer<typeof DownloadsManifest>;

/** A file as the page offers it. `href` works as long as the session of its ticket is not over. */
export const Download = z.strictObject({ ...file, href: z.string().max(500) });
export type Download = z.infer<typeof Download>;

/** A system and processor that the program is made for and that nothing was built for here. */
export const MissingDownload = z.strictObject(target);
export type MissingDownload = z.infer<typeof MissingDownload>;

/** Shows that somebody typed this session's key: the session's number and an HMAC. Opens downloads and progress, nothing else. */
export const DownloadTicket = z
  .string()
  .regex(/^[a-z2-7]{20}\.[A-Za-z0-9_-]{43}$/)
  .brand<"DownloadTicket">();
export type DownloadTicket = z.infer<typeof DownloadTicket>;

/** `GET /api/v1/progress/:ticket`: how far the customer has come, for the page that waits beside the program. */
export const CustomerProgress = z.strictObject({
  /** `downloaded`: the whole file was sent; whether it was opened shows in `joined`. `over`: for whatever reason. */
  state: z.enum(["recognised", "downloading", "downloaded", "joined", "admitted", "live", "over"]),
  /** Until when the key is good, for as long as the program has not joined. */
  expiresAt: UnixMs,
});
export type CustomerProgress = z.infer<typeof CustomerProgress>;
