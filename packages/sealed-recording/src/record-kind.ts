/** Kinds of record, section 7 of the specification. Numbers are for ever; a reader skips those it does not know. */
export const RecordKind = {
  rtpFromCustomer: 1,
  rtcpFromCustomer: 2,
  rtcpFromTechnician: 3,
  sessionDescription: 16,
  channelMessage: 17,
  lifeCycleEvent: 32,
  rightsEvent: 33,
  marker: 48,
} as const;

export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];
