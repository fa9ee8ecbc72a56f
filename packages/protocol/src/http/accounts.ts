import { z } from "zod";
import { DisplayName } from "../values.ts";

/** The name typed at sign-in. */
export const AccountName = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/);

export const Role = z.enum(["technician", "auditor", "operator"]);
export type Role = z.infer<typeof Role>;

/** POST /api/v1/sign-in */
export const SignInRequest = z.strictObject({ name: AccountName, password: z.string().min(1).max(200) });
export type SignInRequest = z.infer<typeof SignInRequest>;

/** POST /api/v1/sign-in/link: the token of a one-time link. */
export const LinkSignInRequest = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type LinkSignInRequest = z.infer<typeof LinkSignInRequest>;

/** Who is signed in: answer to both sign-ins and to GET /api/v1/me. */
export const Account = z.strictObject({ name: AccountName, displayName: DisplayName, role: Role });
export type Account = z.infer<typeof Account>;
