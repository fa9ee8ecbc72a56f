import { common as commonDe } from "./de/common.ts";
import { endReasons as endReasonsDe } from "./de/end-reasons.ts";
import { errors as errorsDe } from "./de/errors.ts";
import { common as commonEn } from "./en/common.ts";
import { endReasons as endReasonsEn } from "./en/end-reasons.ts";
import { errors as errorsEn } from "./en/errors.ts";

/** The namespaces that every program has beside its own texts. */
export const sharedTexts = {
  de: { errors: errorsDe, endReasons: endReasonsDe, common: commonDe },
  en: { errors: errorsEn, endReasons: endReasonsEn, common: commonEn },
};
