import { IceServer, policy } from "@ferndiagnose/protocol";
import { z } from "zod";
import type { RecordingsOptions } from "./recordings.ts";

const port = z.coerce.number().int().min(1).max(65_535);
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({ code: "custom", message: "is no JSON" });
    return z.NEVER;
  }
});

/** Everything that the recording server takes from its environment when it runs alone. */
export const Environment = z
  .object({
    FERNDIAGNOSE_PORTAL_URL: z.url({ protocol: /^(ws|wss|http|https)$/ }),
    FERNDIAGNOSE_RECORDER_TOKEN: z.string().min(32).max(500),
    FERNDIAGNOSE_ARCHIVE_DIR: z.string().min(1),
    FERNDIAGNOSE_AUDITOR_SET: z.string().min(1),
    FERNDIAGNOSE_RECOVERY_KEY: z.string().min(1).optional(),
    FERNDIAGNOSE_RECORDER_CAPACITY: z.coerce.number().int().min(1).max(100_000).default(64),
    FERNDIAGNOSE_ARCHIVE_RESERVE_MIB: z.coerce.number().min(0).default(256),
    FERNDIAGNOSE_RETENTION_DAYS: z.coerce.number().int().min(1).max(90).default(policy.RECORDING_RETENTION_DAYS),
    FERNDIAGNOSE_MEDIA_ADDRESS: z.union([z.ipv4(), z.ipv6()]).optional(),
    FERNDIAGNOSE_MEDIA_PORT_FIRST: port.optional(),
    FERNDIAGNOSE_MEDIA_PORT_LAST: port.optional(),
    /** JSON list of RTCIceServer-like objects for the browsers. */
    FERNDIAGNOSE_ICE_SERVERS: json.pipe(z.array(IceServer).max(8)).optional(),
    FERNDIAGNOSE_RECORDER_OPERATIONS_HOST: z.string().default("127.0.0.1"),
    FERNDIAGNOSE_RECORDER_OPERATIONS_PORT: port.default(9_410),
  })
  .refine(
    (env) => (env.FERNDIAGNOSE_MEDIA_PORT_FIRST === undefined) === (env.FERNDIAGNOSE_MEDIA_PORT_LAST === undefined),
    "FERNDIAGNOSE_MEDIA_PORT_FIRST and _LAST belong together",
  );
export type Environment = z.infer<typeof Environment>;

export function optionsFromEnvironment(env: Environment): RecordingsOptions {
  const first = env.FERNDIAGNOSE_MEDIA_PORT_FIRST;
  const last = env.FERNDIAGNOSE_MEDIA_PORT_LAST;
  return {
    portalUrl: env.FERNDIAGNOSE_PORTAL_URL,
    portalToken: env.FERNDIAGNOSE_RECORDER_TOKEN,
    archiveDirectory: env.FERNDIAGNOSE_ARCHIVE_DIR,
    auditorSetFile: env.FERNDIAGNOSE_AUDITOR_SET,
    ...(env.FERNDIAGNOSE_RECOVERY_KEY === undefined ? {} : { recoveryKeyFile: env.FERNDIAGNOSE_RECOVERY_KEY }),
    capacity: env.FERNDIAGNOSE_RECORDER_CAPACITY,
    retentionDays: env.FERNDIAGNOSE_RETENTION_DAYS,
    reserveBytes: env.FERNDIAGNOSE_ARCHIVE_RESERVE_MIB * 1024 * 1024,
    media: {
      ...(env.FERNDIAGNOSE_MEDIA_ADDRESS === undefined ? {} : { bindAddress: env.FERNDIAGNOSE_MEDIA_ADDRESS }),
      ...(first === undefined || last === undefined ? {} : { portRange: { first, last } }),
    },
    iceServers: env.FERNDIAGNOSE_ICE_SERVERS ?? [],
  };
}
