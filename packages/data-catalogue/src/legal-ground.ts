import type { InBoth } from "./language.ts";

/** The grounds on which this system stands. Which one carries a kind of data, and why, its declaration says. */
export const legalGrounds = {
  consent: {
    de: "Ihre Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)",
    en: "your consent (Art. 6(1)(a) GDPR)",
  },
  contract: {
    de: "Erfüllung eines Vertrags (Art. 6 Abs. 1 Buchst. b DSGVO)",
    en: "performance of a contract (Art. 6(1)(b) GDPR)",
  },
  obligation: {
    de: "rechtliche Pflicht (Art. 6 Abs. 1 Buchst. c DSGVO)",
    en: "legal obligation (Art. 6(1)(c) GDPR)",
  },
  interest: {
    de: "berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO)",
    en: "legitimate interest (Art. 6(1)(f) GDPR)",
  },
  none: {
    de: "nicht nötig, weil die Angaben keine Person betreffen",
    en: "not needed, because this is not about any person",
  },
} as const satisfies Record<string, InBoth>;

export type LegalGround = keyof typeof legalGrounds;
