import type { WardenIdentity } from "@ferndiagnose/protocol";
import { takeFolder } from "@ferndiagnose/server";
import type { Routes } from "@ferndiagnose/server/http";
import { createHttpServer } from "./http/http-server.ts";
import type { Timer, WardenPorts } from "./ports.ts";
import { Warden, type WardenOptions } from "./warden.ts";

export interface KeyWardenOptions extends WardenOptions {
  /** At least 32 characters, shared with the recording servers. */
  readonly token: string;
  /** Loopback unless something that speaks TLS stands in front. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface RunningKeyWarden {
  readonly identity: WardenIdentity;
  readonly url: string;
  readonly port: number;
}

export interface KeyWarden {
  start(): Promise<RunningKeyWarden>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

const tickMs = 10 * 60_000;

/** A key warden: keeps the one piece whose destruction makes a recording unreadable for ever. */
export function createKeyWarden(ports: WardenPorts, options: KeyWardenOptions): KeyWarden {
  let running: RunningParts | undefined;
  return {
    start: async () => {
      const giveBack = await takeFolder(options.directory);
      try {
        const warden = new Warden(ports, options);
        await warden.start();
        const server = await createHttpServer(warden, options.token, ports.log);
        const url = await server.listen({ host: options.host, port: options.port });
        running = { warden, server, ticking: tickNowAndThen(warden, ports), giveBack };
        return { identity: warden.identity.public, url, port: Number(new URL(url).port) };
      } catch (error) {
        await giveBack();
        throw error;
      }
    },
    stop: async () => {
      running?.ticking.cancel();
      await running?.server.close();
      await running?.warden.idle();
      await running?.giveBack();
      running = undefined;
    },
  };
}

interface RunningParts {
  readonly warden: Warden;
  readonly server: Routes;
  readonly ticking: Timer;
  giveBack(): Promise<void>;
}

function tickNowAndThen(warden: Warden, { clock, log }: WardenPorts): Timer {
  let timer: Timer;
  const schedule = () => {
    timer = clock.setTimer(tickMs, () => {
      warden.tick().catch((error: unknown) => log.error({ err: error }, "tick.failed"));
      schedule();
    });
  };
  schedule();
  return { cancel: () => timer.cancel() };
}
