import type { IceCandidate, RelayCommand, RelayReport } from "@ferndiagnose/protocol";

/** Between the bench and the relay it measures. */
export type ToMeasuredRelay = RelayCommand | { type: "usage" } | { type: "record"; on: boolean };
export type FromMeasuredRelay = RelayReport | { type: "usage"; cpuUs: number; packets: number; residentBytes: number };

/** Between the bench and the process that plays both ends of every session. */
export type ToTraffic =
  | { type: "begin"; session: number }
  | { type: "customer_answer" | "technician_offer"; session: number; sdp: string }
  | { type: "customer_candidate" | "technician_candidate"; session: number; candidate: IceCandidate }
  | { type: "rate"; packetsPerSecond: number };
export type FromTraffic =
  | { type: "customer_offer" | "technician_answer"; session: number; sdp: string }
  | { type: "customer_candidate" | "technician_candidate"; session: number; candidate: IceCandidate }
  | { type: "connected"; session: number };
