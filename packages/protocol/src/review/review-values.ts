import { z } from "zod";

/** A case: one complaint, or one break-glass opening, about one recording. 80 random bits, base32. */
export const CaseId = z
  .string()
  .regex(/^[a-z2-7]{16}$/)
  .brand<"CaseId">();
export type CaseId = z.infer<typeof CaseId>;

/** Stands for a technician in archives and on receipts; made by the portal with a keyed hash, so nobody can count names. */
export const Pseudonym = z
  .string()
  .regex(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/)
  .brand<"Pseudonym">();
export type Pseudonym = z.infer<typeof Pseudonym>;

/** Stands for one person who holds an auditor's key. */
export const PersonId = z
  .string()
  .regex(/^[a-z2-7]{8}$/)
  .brand<"PersonId">();
export type PersonId = z.infer<typeof PersonId>;

/** The two ways to open a recording (FDR1 specification, section 4). */
export const LockName = z.enum(["complaint", "break-glass"]);
export type LockName = z.infer<typeof LockName>;
