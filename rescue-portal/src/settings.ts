import { resolve } from "node:path";
import { policy, TextVersion } from "@ferndiagnose/protocol";
import { z } from "zod";
import type { PortalOptions } from "./portal-options.ts";

const Port = z.coerce.number().int().min(0).max(65_535);
const Url = z.url({ protocol: /^https?$/ });

/** The environment of a portal that runs alone. */
export const Settings = z.object({
  PORTAL_DATABASE: z.string().min(1).default("portal.db"),
  PORTAL_PUBLIC_HOST: z.string().default("127.0.0.1"),
  PORTAL_PUBLIC_PORT: Port.default(7070),
  PORTAL_PUBLIC_URL: Url.optional(),
  PORTAL_STAFF_HOST: z.string().default("127.0.0.1"),
  PORTAL_STAFF_PORT: Port.default(7071),
  PORTAL_STAFF_URL: Url.optional(),
  PORTAL_OPERATIONS_HOST: z.string().default("127.0.0.1"),
  PORTAL_OPERATIONS_PORT: Port.default(7072),
  PORTAL_PUBLIC_PAGES: z.string().default(resolve(import.meta.dirname, "../dist/page")),
  PORTAL_STAFF_PAGES: z.string().optional(),
  PORTAL_ORGANISATION: z.string().min(1).max(120),
  PORTAL_TERMS_VERSION: TextVersion,
  PORTAL_PRIVACY_VERSION: TextVersion,
  PORTAL_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(policy.RECORDING_RETENTION_DAYS)
    .default(policy.RECORDING_RETENTION_DAYS),
  PORTAL_RECORDER_TOKEN: z.string().min(32).max(500),
  /** 64 hexadecimal digits; keep it out of the database's backups. */
  PORTAL_KEY_SECRET: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  PORTAL_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  PORTAL_LOG_LEVEL: z.enum(["info", "warn", "error"]).default("info"),
});
export type Settings = z.infer<typeof Settings>;

export function portalOptions(settings: Settings): PortalOptions {
  return {
    public: {
      host: settings.PORTAL_PUBLIC_HOST,
      port: settings.PORTAL_PUBLIC_PORT,
      url: settings.PORTAL_PUBLIC_URL,
    },
    staff: { host: settings.PORTAL_STAFF_HOST, port: settings.PORTAL_STAFF_PORT, url: settings.PORTAL_STAFF_URL },
    operations: { host: settings.PORTAL_OPERATIONS_HOST, port: settings.PORTAL_OPERATIONS_PORT },
    publicPagesDir: settings.PORTAL_PUBLIC_PAGES,
    staffPagesDir: settings.PORTAL_STAFF_PAGES,
    organisation: settings.PORTAL_ORGANISATION,
    termsVersion: settings.PORTAL_TERMS_VERSION,
    privacyVersion: settings.PORTAL_PRIVACY_VERSION,
    retentionDays: settings.PORTAL_RETENTION_DAYS,
    recorderToken: settings.PORTAL_RECORDER_TOKEN,
    keySecret: settings.PORTAL_KEY_SECRET === undefined ? undefined : Buffer.from(settings.PORTAL_KEY_SECRET, "hex"),
    trustedProxies: settings.PORTAL_TRUSTED_PROXIES,
  };
}
