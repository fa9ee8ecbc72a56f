import { z } from "zod";

/** `GET /api/v1/operator`: who runs this site, for terms of use and privacy notice. Public; names nobody but the operator. */
export const Operator = z.strictObject({
  organisation: z.string().min(1).max(120),
  /** Postal address, telephone or mail of the controller, in one line. */
  contact: z.string().min(1).max(300).optional(),
  /** How to reach the data protection officer, in one line. */
  dataProtectionContact: z.string().min(1).max(300).optional(),
  /** The supervisory authority in charge, by name. */
  supervisoryAuthority: z.string().min(1).max(200).optional(),
});
export type Operator = z.infer<typeof Operator>;
