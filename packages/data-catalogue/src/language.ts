export type Language = "de" | "en";

/** One text in both languages. German is written first; English says the same. */
export type InBoth = { readonly de: string; readonly en: string };
