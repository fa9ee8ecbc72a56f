import {
  type Account,
  type CustomerReference,
  ProtocolError,
  type RecorderMessage,
  type RecordingStatus,
  type ResumeToken,
  type SessionCreated,
  type SessionEvent,
  SessionId,
  type SessionKey,
  type ToCustomer,
  type ToTechnician,
  type UnixMs,
  type ViewerId,
} from "@ferndiagnose/protocol";
import { isOver, type Session } from "@ferndiagnose/session";
import type { ConsentRegistry, CustomerHmac } from "../consent/consent-registry.ts";
import { KeyDesk } from "../keys/key-desk.ts";
import type { PortalPorts } from "../ports.ts";
import type { RecordingStatusStore } from "../receipts/recording-status-store.ts";
import { drawBase32 } from "../secrets/draw.ts";
import { pseudonymOf } from "../secrets/pseudonym-of.ts";
import type { SessionReport } from "./from-recorder.ts";
import { LiveSession } from "./live-session.ts";
import type { Outlet } from "./outlet.ts";
import { type RecorderLink, RecorderPool } from "./recorder-pool.ts";
import { SessionStore } from "./session-store.ts";
import type { SessionSurroundings, SessionTerms, SessionTimings } from "./session-surroundings.ts";

export type RecorderReport = SessionReport | Extract<RecorderMessage, { type: "recording_statuses" }>;

export interface SessionDeskOptions {
  readonly terms: SessionTerms;
  readonly timings: SessionTimings & { readonly recorderGraceMs: number };
  readonly keySecret: Uint8Array;
  readonly statuses: RecordingStatusStore;
  readonly consents: ConsentRegistry;
  /** Called after an event is stored, for the log and the figures. */
  happened(id: SessionId, event: SessionEvent, session: Session): void;
}

/** All sessions of this portal: where keys, customers, technicians and recorders find theirs. */
export class SessionDesk {
  readonly recorders: RecorderPool;
  readonly #ports: PortalPorts;
  readonly #options: SessionDeskOptions;
  readonly #store: SessionStore;
  readonly #keys: KeyDesk;
  readonly #around: SessionSurroundings;
  readonly #live = new Map<SessionId, LiveSession>();
  readonly #loading = new Map<SessionId, Promise<LiveSession | undefined>>();

  constructor(ports: PortalPorts, options: SessionDeskOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#store = new SessionStore(ports.database);
    this.#keys = new KeyDesk(ports, options.keySecret);
    this.recorders = new RecorderPool(ports.clock, options.timings.recorderGraceMs, {
      returned: (link) => {
        for (const session of this.#pinnedTo(link.instanceId)) session.recorderReturned(link);
      },
      gone: (instanceId) => {
        for (const session of this.#pinnedTo(instanceId)) {
          session.end("server", "recorder_lost").catch((error: unknown) => {
            ports.log.error({ sessionId: session.id, err: error }, "session end failed");
          });
        }
      },
    });
    this.#around = {
      ...ports,
      store: this.#store,
      recorders: this.recorders,
      terms: options.terms,
      timings: options.timings,
      pseudonymOf: (accountName) => pseudonymOf(accountName, options.keySecret),
      happened: options.happened,
      done: (id) => void this.#live.delete(id),
    };
  }

  get openSessions(): number {
    let open = 0;
    for (const { session } of this.#live.values()) if (!isOver(session)) open++;
    return open;
  }

  /** Takes up again what was not over when the portal stopped. */
  async reload(): Promise<void> {
    for (const id of await this.#store.unfinished()) {
      const session = await this.#find(id);
      if (session?.recorderInstance !== undefined) this.recorders.expect(session.recorderInstance);
      await session?.wake();
    }
  }

  /** The session as it stands, if it is in memory: every session that is not over is. */
  peek(id: SessionId): Session | undefined {
    return this.#live.get(id)?.session;
  }

  isOpen(id: SessionId): boolean {
    const session = this.peek(id);
    return session !== undefined && !isOver(session);
  }

  /**
   * A new session with its key. Without a recorder that has room there is none (promise 6), and none for a customer who has
   * withdrawn their consent (promise 3).
   */
  async create(technician: Account, customerReference?: CustomerReference): Promise<SessionCreated> {
    const { consents } = this.#options;
    const customer = customerReference === undefined ? null : consents.customerOf(customerReference);
    if (this.recorders.choose() === undefined) throw new ProtocolError("recorder_unavailable");
    const id = SessionId.parse(drawBase32(this.#ports.random, 20));
    const createdAt = this.#ports.clock.now();
    const { event, result } = await this.#store.create(
      { id, technicianAccount: technician.name, createdAt, customerHmac: customer },
      async (tables) => {
        if (customer !== null) await consents.requireNotWithdrawn(tables, customer);
        const { key, expiresAt } = await this.#keys.issue(tables, id);
        const issued: SessionEvent = { type: "key_issued", at: createdAt, actor: "technician", expiresAt };
        return { event: issued, result: { key, expiresAt } };
      },
    );
    const session = new LiveSession(
      {
        id,
        technicianAccount: technician.name,
        technicianName: technician.displayName,
        checkCode: null,
        resumeTokenHash: null,
        recorderInstance: null,
        recorderServer: null,
        customerHmac: customer,
        events: [event],
      },
      this.#around,
    );
    this.#live.set(id, session);
    this.#around.happened(id, event, session.session);
    return { sessionId: id, ...result };
  }

  /** Throws `key_not_accepted` for every key that is not live. */
  async recognise(key: SessionKey): Promise<{ sessionId: SessionId; expiresAt: UnixMs }> {
    const session = await this.#byKey(await this.#keys.recognise(key));
    return { sessionId: session.id, expiresAt: await session.recognise() };
  }

  /** Uses the key up. Throws `key_not_accepted` for every key that is not live. */
  async join(key: SessionKey, seat: Outlet<ToCustomer>): Promise<LiveSession> {
    const session = await this.#byKey(await this.#keys.use(key));
    await session.join(seat);
    return session;
  }

  /** Throws `session_unknown` for a session that is not there and for a wrong token alike. */
  async resume(id: SessionId, token: ResumeToken, seat: Outlet<ToCustomer>): Promise<LiveSession> {
    const session = await this.#find(id);
    if (session === undefined) throw new ProtocolError("session_unknown");
    await session.resume(token, seat);
    return session;
  }

  /** Throws `session_unknown` for somebody else's session as for none. */
  async attach(
    id: SessionId,
    technicianAccount: string,
    viewerId: ViewerId,
    seat: Outlet<ToTechnician>,
  ): Promise<LiveSession> {
    const session = await this.#find(id);
    if (session?.technicianAccount !== technicianAccount) throw new ProtocolError("session_unknown");
    await session.attach(viewerId, seat);
    return session;
  }

  async fromRecorder(link: RecorderLink, message: RecorderReport): Promise<void> {
    if (message.type === "recording_statuses") return this.#keepStatuses(link, message.statuses);
    const session = await this.#find(message.sessionId);
    if (session) return session.fromRecorder(link, message);
    if (message.type === "sealed" || message.type === "ended" || message.type === "receipt") return;
    // The recorder holds on to a session that this portal does not know (any more): let it go.
    const event = { type: "ended", at: this.#ports.clock.now(), actor: "server", reason: "server_stopped" } as const;
    link.send({ type: "event", sessionId: message.sessionId, event });
  }

  /** Ends every session for this reason, told to both sides. */
  async endAll(reason: "server_stopped"): Promise<void> {
    await Promise.all([...this.#live.values()].map((session) => session.end("server", reason)));
  }

  /** Keys that this customer has not used yet end with the consent they were issued under. */
  async withdrawn(customer: CustomerHmac, actor: "customer" | "technician"): Promise<void> {
    const waiting = [...this.#live.values()].filter((session) => session.isWaitingFor(customer));
    await Promise.all(waiting.map((session) => session.end(actor, "consent_withdrawn")));
  }

  /** True when no session waits for its recording to be sealed, or for its receipt. */
  get isWoundUp(): boolean {
    for (const session of this.#live.values()) if (!session.isWoundUp) return false;
    return true;
  }

  stop(): void {
    this.recorders.stop();
    for (const session of this.#live.values()) session.dispose();
    this.#live.clear();
  }

  async #keepStatuses({ serverId }: RecorderLink, statuses: readonly RecordingStatus[]): Promise<void> {
    for (const { sessionId } of await this.#options.statuses.keep(statuses, serverId))
      this.#ports.log.warn({ sessionId }, "recording status of another server refused");
  }

  async #byKey(id: SessionId | undefined): Promise<LiveSession> {
    const session = id === undefined ? undefined : await this.#find(id);
    if (session === undefined) throw new ProtocolError("key_not_accepted");
    return session;
  }

  #find(id: SessionId): Promise<LiveSession | undefined> {
    const live = this.#live.get(id);
    if (live) return Promise.resolve(live);
    const loading = this.#loading.get(id);
    if (loading) return loading;
    const load = this.#load(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, load);
    return load;
  }

  async #load(id: SessionId): Promise<LiveSession | undefined> {
    const stored = await this.#store.load(id);
    if (stored === undefined) return undefined;
    const session = new LiveSession(stored, this.#around);
    this.#live.set(id, session);
    return session;
  }

  #pinnedTo(instanceId: string): LiveSession[] {
    return [...this.#live.values()].filter((session) => session.recorderInstance === instanceId);
  }
}
