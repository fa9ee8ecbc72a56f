import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** What the figures are read from at the moment they are asked for. */
export interface FigureSources {
  openSessions(): number;
  recorders(): number;
  freePlaces(): number;
  sockets(listener: "public" | "staff" | "operations"): number;
}

/** The portal's metrics: counts without persons (promise 13). */
export class Figures {
  readonly registry = new Registry();
  readonly #transitions: Counter<"event">;
  readonly #ends: Counter<"reason">;
  readonly #refusals: Counter<"code">;
  readonly #answers: Counter<"listener" | "status">;

  constructor(sources: FigureSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#transitions = new Counter({
      name: "ferndiagnose_session_events_total",
      help: "Events of sessions by type",
      labelNames: ["event"],
      registers,
    });
    this.#ends = new Counter({
      name: "ferndiagnose_session_ends_total",
      help: "Ended sessions by reason",
      labelNames: ["reason"],
      registers,
    });
    this.#refusals = new Counter({
      name: "ferndiagnose_socket_refusals_total",
      help: "Messages refused on sockets by code",
      labelNames: ["code"],
      registers,
    });
    this.#answers = new Counter({
      name: "ferndiagnose_http_answers_total",
      help: "HTTP answers by listener and status",
      labelNames: ["listener", "status"],
      registers,
    });
    gauge("ferndiagnose_sessions_open", "Sessions that are not over", sources.openSessions);
    gauge("ferndiagnose_recorders_connected", "Recording servers connected", sources.recorders);
    gauge("ferndiagnose_recorder_places_free", "Sessions that the recording servers still take on", sources.freePlaces);
    for (const listener of ["public", "staff", "operations"] as const)
      gauge(`ferndiagnose_sockets_${listener}`, `Open sockets of the ${listener} listener`, () =>
        sources.sockets(listener),
      );

    function gauge(name: string, help: string, read: () => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    }
  }

  countEvent(event: string): void {
    this.#transitions.inc({ event });
  }

  countEnd(reason: string): void {
    this.#ends.inc({ reason });
  }

  countRefusal(code: string): void {
    this.#refusals.inc({ code });
  }

  countAnswer(listener: string, status: number): void {
    this.#answers.inc({ listener, status: String(status) });
  }
}
