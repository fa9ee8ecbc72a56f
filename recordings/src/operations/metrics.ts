import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type DiskLevel, diskLevels } from "../recorder/disk-level.ts";
import type { DurableFrame } from "../recorder/open-recording.ts";
import type { MissingPart } from "../recorder/refused-to-arm.ts";
import type { LifeCycleStep } from "../session/session-action.ts";

/** Counts without persons (promise 13). */
export class Metrics {
  readonly registry = new Registry();
  readonly #sessions: Gauge;
  readonly #steps: Counter<"step">;
  readonly #lag: Histogram;
  readonly #recordBytes: Counter;
  readonly #fileBytes: Counter;
  readonly #recovered: Counter;
  readonly #quarantined: Counter;
  readonly #relayLosses: Counter;
  readonly #missing: Gauge<"part">;
  readonly #diskLevel: Gauge;

  constructor() {
    const registers = [this.registry];
    const named = (name: string, help: string) => ({ name: `ferndiagnose_recordings_${name}`, help, registers });
    this.#sessions = new Gauge(named("sessions", "Sessions being recorded"));
    this.#steps = new Counter({ ...named("steps_total", "Life-cycle steps of sessions"), labelNames: ["step"] });
    this.#lag = new Histogram({
      ...named("durable_lag_seconds", "Age of a frame's oldest record when it had become durable"),
      buckets: [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10],
    });
    this.#recordBytes = new Counter(named("record_bytes_total", "Bytes of records"));
    this.#fileBytes = new Counter(named("file_bytes_total", "Bytes of frames written"));
    this.#recovered = new Counter(named("recovered_total", "Recordings recovered after a crash or a failed write"));
    this.#quarantined = new Counter(named("quarantined_total", "Recordings put into quarantine"));
    this.#relayLosses = new Counter(named("relay_losses_total", "Ends of the media relay process"));
    this.#missing = new Gauge({
      ...named("missing_part", "Parts without which no session begins, by code"),
      labelNames: ["part"],
    });
    this.#diskLevel = new Gauge(named("disk_level", "0 enough room, 1 warning, 2 no new sessions, 3 sessions end"));
  }

  setSessions(count: number): void {
    this.#sessions.set(count);
  }

  step(step: LifeCycleStep): void {
    this.#steps.inc({ step });
  }

  durable({ lagMs, recordBytes, frameBytes }: DurableFrame): void {
    this.#lag.observe(lagMs / 1000);
    this.#recordBytes.inc(recordBytes);
    this.#fileBytes.inc(frameBytes);
  }

  recovered(count: number, quarantined: number): void {
    this.#recovered.inc(count);
    this.#quarantined.inc(quarantined);
  }

  setMissing(parts: readonly MissingPart[]): void {
    this.#missing.reset();
    for (const part of parts) this.#missing.set({ part }, 1);
  }

  setDiskLevel(level: DiskLevel): void {
    this.#diskLevel.set(diskLevels.indexOf(level));
  }

  relayLost(): void {
    this.#relayLosses.inc();
  }
}
