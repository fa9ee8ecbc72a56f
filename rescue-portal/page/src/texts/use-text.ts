import type { ErrorCode } from "@ferndiagnose/protocol";
import type { TextKey } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import type { de } from "./de.ts";

export type PageTextKey = TextKey<typeof de> | `errors:${ErrorCode}` | `common:${string}`;

/** `say` takes only keys that exist. */
export function useText(): { say: (key: PageTextKey, values?: Record<string, string | number>) => string } {
  const { t } = useTranslation();
  return { say: (key, values) => t(key, values ?? {}) };
}
