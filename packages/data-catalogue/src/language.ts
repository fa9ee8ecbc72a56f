export const languages = ["de", "en"] as const;
export type Language = (typeof languages)[number];

/** One text in both languages. German is written first; English says the same. */
export type InBoth = { readonly [Each in Language]: string };
