/** The periods of the catalogue. Those that other programs know too are compared with theirs by tests. */
export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Recordings, and what the portal knows of the session they belong to. An operator may choose less. */
export const recordingDays = 90;
/** A session key that nobody has typed. */
export const keyLifetimeMs = 10 * minuteMs;
/** Failed attempts of an address, counted in memory. */
export const attemptWindowMs = 10 * minuteMs;
/** No log line, and nothing that holds a network address, may be older (promise 11). */
export const logDays = 14;
/** Long enough for everybody who asks after the last day whether it was the last. */
export const destructionKnownDays = 365;
/** Claims run out after three years (§ 195 BGB); so long it must be possible to prove what somebody agreed to. */
export const proofDays = 3 * 365;
/** A session that is over may be asked for a last time; then nobody needs to prove any more that they are its customer. */
export const resumableAfterEndMs = dayMs;
export const signedInMs = 12 * hourMs;
export const oneTimeLinkMs = 24 * hourMs;
export const deskSignInMs = hourMs;
