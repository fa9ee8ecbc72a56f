import { resolve } from "node:path";
import { privacyVersion } from "@ferndiagnose/data-catalogue";
import { Operator, policy, TextVersion } from "@ferndiagnose/protocol";
import { termsVersion } from "@ferndiagnose/ui/legal";
import { z } from "zod";
import type { PortalOptions } from "./portal-options.ts";

const Port = z.coerce.number().int().min(0).max(65_535);
const Url = z.url({ protocol: /^https?$/ });

/** The environment of a portal that runs alone. */
export const Settings = z.object({
  FERNDIAGNOSE_DATABASE: z.string().min(1).default("portal.db"),
  FERNDIAGNOSE_PUBLIC_HOST: z.string().default("127.0.0.1"),
  FERNDIAGNOSE_PUBLIC_PORT: Port.default(7070),
  FERNDIAGNOSE_PUBLIC_URL: Url.optional(),
  FERNDIAGNOSE_STAFF_HOST: z.string().default("127.0.0.1"),
  FERNDIAGNOSE_STAFF_PORT: Port.default(7071),
  FERNDIAGNOSE_STAFF_URL: Url.optional(),
  FERNDIAGNOSE_OPERATIONS_HOST: z.string().default("127.0.0.1"),
  FERNDIAGNOSE_OPERATIONS_PORT: Port.default(7072),
  FERNDIAGNOSE_PUBLIC_PAGES: z.string().default(resolve(import.meta.dirname, "../dist/page")),
  FERNDIAGNOSE_STAFF_PAGES: z.string().optional(),
  FERNDIAGNOSE_ORGANISATION: z.string().min(1).max(120),
  FERNDIAGNOSE_CONTACT: Operator.shape.contact,
  FERNDIAGNOSE_DATA_PROTECTION_CONTACT: Operator.shape.dataProtectionContact,
  FERNDIAGNOSE_SUPERVISORY_AUTHORITY: Operator.shape.supervisoryAuthority,
  FERNDIAGNOSE_DOWNLOADS: z.string().min(1).optional(),
  /** Of the texts that this program carries, unless an operator has texts of their own. */
  FERNDIAGNOSE_TERMS_VERSION: TextVersion.default(termsVersion),
  FERNDIAGNOSE_PRIVACY_VERSION: TextVersion.default(privacyVersion),
  FERNDIAGNOSE_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(policy.RECORDING_RETENTION_DAYS)
    .default(policy.RECORDING_RETENTION_DAYS),
  FERNDIAGNOSE_RECORDER_TOKEN: z.string().min(32).max(500),
  /** 64 hexadecimal digits; keep it out of the database's backups. */
  FERNDIAGNOSE_KEY_SECRET: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  FERNDIAGNOSE_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  FERNDIAGNOSE_LOG_LEVEL: z.enum(["info", "warn", "error"]).default("info"),
});
export type Settings = z.infer<typeof Settings>;

export function portalOptions(settings: Settings): PortalOptions {
  return {
    public: {
      host: settings.FERNDIAGNOSE_PUBLIC_HOST,
      port: settings.FERNDIAGNOSE_PUBLIC_PORT,
      url: settings.FERNDIAGNOSE_PUBLIC_URL,
    },
    staff: {
      host: settings.FERNDIAGNOSE_STAFF_HOST,
      port: settings.FERNDIAGNOSE_STAFF_PORT,
      url: settings.FERNDIAGNOSE_STAFF_URL,
    },
    operations: { host: settings.FERNDIAGNOSE_OPERATIONS_HOST, port: settings.FERNDIAGNOSE_OPERATIONS_PORT },
    publicPagesDir: settings.FERNDIAGNOSE_PUBLIC_PAGES,
    staffPagesDir: settings.FERNDIAGNOSE_STAFF_PAGES,
    downloadsDir: settings.FERNDIAGNOSE_DOWNLOADS,
    organisation: settings.FERNDIAGNOSE_ORGANISATION,
    contact: settings.FERNDIAGNOSE_CONTACT,
    dataProtectionContact: settings.FERNDIAGNOSE_DATA_PROTECTION_CONTACT,
    supervisoryAuthority: settings.FERNDIAGNOSE_SUPERVISORY_AUTHORITY,
    termsVersion: settings.FERNDIAGNOSE_TERMS_VERSION,
    privacyVersion: settings.FERNDIAGNOSE_PRIVACY_VERSION,
    retentionDays: settings.FERNDIAGNOSE_RETENTION_DAYS,
    recorderToken: settings.FERNDIAGNOSE_RECORDER_TOKEN,
    keySecret:
      settings.FERNDIAGNOSE_KEY_SECRET === undefined ? undefined : Buffer.from(settings.FERNDIAGNOSE_KEY_SECRET, "hex"),
    trustedProxies: settings.FERNDIAGNOSE_TRUSTED_PROXIES,
  };
}
