import { z } from "zod";

/** One line of a benchmark. `ratio` is `value` to `base`, and `base` was measured in the same run. */
export const Figure = z.strictObject({
  name: z.string().min(1),
  value: z.number().nullable(),
  unit: z.string(),
  base: z.number().nullable(),
  ratio: z.number().nullable(),
});
export type Figure = z.infer<typeof Figure>;

/** The figure on this line, undefined when it holds none. */
export function parseFigure(line: string): Figure | undefined {
  try {
    return Figure.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
