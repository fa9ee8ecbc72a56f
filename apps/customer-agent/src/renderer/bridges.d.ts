import type { CaptureBridge } from "../preload/capture.ts";
import type { StatusBridge } from "../preload/status.ts";
import type { StepsBridge } from "../preload/steps.ts";

declare global {
  interface Window {
    readonly stepsBridge: StepsBridge;
    readonly statusBridge: StatusBridge;
    readonly captureBridge: CaptureBridge;
  }
}
