import { IceServer, policy } from "@ferndiagnose/protocol";
import { z } from "zod";
import type { RecordingsOptions } from "./recordings-options.ts";

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

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
const httpUrl = z.url({ protocol: /^https?$/ });
const Warden = z.strictObject({
  url: httpUrl,
  token: z.string().min(32).max(500),
  /** As the warden prints them at its first start. */
  signingKey: hexKey,
  sealingKey: hexKey,
});
/** `key`: the witness's verifier key, as C2SP signed notes write it. */
const Witness = z.strictObject({ name: z.string().min(1).max(200), url: httpUrl, key: z.string().min(1).max(300) });

/** Everything that the recording server takes from its environment when it runs alone. */
export const Environment = z
  .object({
    FERNDIAGNOSE_PORTAL_URL: z.url({ protocol: /^(ws|wss|http|https)$/ }),
    FERNDIAGNOSE_RECORDER_TOKEN: z.string().min(32).max(500),
    FERNDIAGNOSE_ARCHIVE_DIR: z.string().min(1),
    FERNDIAGNOSE_AUDITOR_SET: z.string().min(1),
    FERNDIAGNOSE_RECOVERY_KEY: z.string().min(1).optional(),
    /** JSON list of the key wardens. */
    FERNDIAGNOSE_WARDENS: json.pipe(z.array(Warden).min(1).max(8)),
    FERNDIAGNOSE_LOG_ORIGIN: z.string().regex(/^[^\s+]{1,200}$/),
    /** JSON list of the transparency log's witnesses. */
    FERNDIAGNOSE_LOG_WITNESSES: json.pipe(z.array(Witness).max(16)).default([]),
    /** How many of them must answer; one when there are any. */
    FERNDIAGNOSE_LOG_WITNESS_QUORUM: z.coerce.number().int().min(0).max(16).optional(),
    FERNDIAGNOSE_DESK_HOST: z.string().default("127.0.0.1"),
    /** The auditors' desk; none without a port. */
    FERNDIAGNOSE_DESK_PORT: port.optional(),
    FERNDIAGNOSE_DESK_URL: httpUrl.optional(),
    FERNDIAGNOSE_RECORDER_CAPACITY: z.coerce.number().int().min(1).max(100_000).default(64),
    /** For each session that runs, and one more. */
    FERNDIAGNOSE_ARCHIVE_RESERVE_MIB: z.coerce.number().min(0).default(64),
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
  )
  .refine(
    (env) => (env.FERNDIAGNOSE_LOG_WITNESS_QUORUM ?? 0) <= env.FERNDIAGNOSE_LOG_WITNESSES.length,
    "FERNDIAGNOSE_LOG_WITNESS_QUORUM is larger than the number of witnesses",
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
    wardens: env.FERNDIAGNOSE_WARDENS,
    log: {
      origin: env.FERNDIAGNOSE_LOG_ORIGIN,
      witnesses: env.FERNDIAGNOSE_LOG_WITNESSES,
      quorum: env.FERNDIAGNOSE_LOG_WITNESS_QUORUM ?? Math.min(1, env.FERNDIAGNOSE_LOG_WITNESSES.length),
    },
    ...deskOptions(env),
    capacity: env.FERNDIAGNOSE_RECORDER_CAPACITY,
    retentionDays: env.FERNDIAGNOSE_RETENTION_DAYS,
    reserveBytesPerSession: env.FERNDIAGNOSE_ARCHIVE_RESERVE_MIB * 1024 * 1024,
    media: {
      ...(env.FERNDIAGNOSE_MEDIA_ADDRESS === undefined ? {} : { bindAddress: env.FERNDIAGNOSE_MEDIA_ADDRESS }),
      ...(first === undefined || last === undefined ? {} : { portRange: { first, last } }),
    },
    iceServers: env.FERNDIAGNOSE_ICE_SERVERS ?? [],
  };
}

function deskOptions(env: Environment): Pick<RecordingsOptions, "desk"> {
  const { FERNDIAGNOSE_DESK_HOST: host, FERNDIAGNOSE_DESK_PORT: port, FERNDIAGNOSE_DESK_URL: url } = env;
  return port === undefined ? {} : { desk: { host, port, ...(url === undefined ? {} : { url }) } };
}
