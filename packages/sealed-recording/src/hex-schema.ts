import { z } from "zod";

/** Lower-case hexadecimal of exactly that many bytes. */
export function hexOf(bytes: number) {
  return z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
}
