import { z } from "zod";

/** Seven ASCII digits. Other scripts' digits are refused: the key is read out and typed, never guessed at. */
export const SessionKey = z
  .string()
  .regex(/^[0-9]{7}$/)
  .brand<"SessionKey">();
export type SessionKey = z.infer<typeof SessionKey>;

/** 100 random bits, base32 in lower case: readable over the phone, in no order that tells anything. */
export const SessionId = z
  .string()
  .regex(/^[a-z2-7]{20}$/)
  .brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;

/** 16 random bytes as lower-case hexadecimal, as in the FDR1 header. */
export const RecordingId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand<"RecordingId">();
export type RecordingId = z.infer<typeof RecordingId>;

/** One technician's browser connected to one session. */
export const ViewerId = z
  .string()
  .regex(/^[a-z2-7]{12}$/)
  .brand<"ViewerId">();
export type ViewerId = z.infer<typeof ViewerId>;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const UnixMs = z.int().min(0).max(8_640_000_000_000_000);
export type UnixMs = z.infer<typeof UnixMs>;

/** 32 random bytes, base64url: whoever shows it is the program that joined. */
export const ResumeToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand<"ResumeToken">();
export type ResumeToken = z.infer<typeof ResumeToken>;

/** Four digits, shown on both sides and compared by voice before the technician admits the newcomer. */
export const CheckCode = z
  .string()
  .regex(/^[0-9]{4}$/)
  .brand<"CheckCode">();
export type CheckCode = z.infer<typeof CheckCode>;

/** Unpadded base64url of at most 4 KiB. */
export const Base64Url = z.string().regex(/^[A-Za-z0-9_-]{1,5462}$/);

/** Version of a text the customer agreed to: its date and a running number. */
export const TextVersion = z.string().regex(/^\d{4}-\d{2}-\d{2}\.\d{1,3}$/);
export type TextVersion = z.infer<typeof TextVersion>;

export const Language = z.enum(["de", "en"]);
export type Language = z.infer<typeof Language>;

/** A technician's name as customers see it; a pseudonym where the operator wants one. */
export const DisplayName = z.string().trim().min(1).max(80);
