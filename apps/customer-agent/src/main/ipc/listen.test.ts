import { CaptureReport, IpcChannel, StatusAction, StepsAction } from "@ferndiagnose/protocol/ipc";
import { type SchemaExample, schemaExamples, spoiledValues } from "@ferndiagnose/protocol/testing";
import type { BrowserWindow, IpcMainInvokeEvent } from "electron";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { listen } from "./listen.ts";

// Electron is there in its own process only, and nothing of it runs here.
vi.mock("electron", () => ({ app: {}, protocol: {} }));

const messages = 10_000;
const seed = Number(process.env["FUZZ_SEED"]);

const channels = [
  { name: "StepsAction", channel: IpcChannel.stepsAct, schema: StepsAction },
  { name: "StatusAction", channel: IpcChannel.statusAct, schema: StatusAction },
  { name: "CaptureReport", channel: IpcChannel.captureReport, schema: CaptureReport },
] as const;

const ownFrame = { url: "ferndiagnose-window://steps/steps.html" };

/** Of a window only what `listen` uses: the channel that Electron would call, and the window's own page. */
function heard(channel: IpcChannel, schema: SchemaExample["schema"]) {
  const taken: unknown[] = [];
  let call: (event: IpcMainInvokeEvent, payload: unknown) => unknown = () => undefined;
  const ipc = {
    handle(_channel: string, handler: typeof call) {
      call = handler;
    },
  };
  const window = { isDestroyed: () => false, webContents: { ipc, mainFrame: ownFrame } } as unknown as BrowserWindow;
  listen<unknown>(window, channel, schema, (payload) => taken.push(payload));
  return {
    taken,
    say: (payload: unknown, senderFrame: unknown = ownFrame) => call({ senderFrame } as IpcMainInvokeEvent, payload),
  };
}

function formOf(name: string): SchemaExample {
  const form = schemaExamples.find((candidate) => candidate.name === name);
  if (form === undefined) throw new Error(`No examples of ${name}`);
  return form;
}

describe.each(channels)("$name", ({ name, channel, schema }) => {
  test(`takes none of ${messages} malformed messages of a page that was taken over (seed ${seed})`, () => {
    const { say, taken } = heard(channel, schema);
    const oddities = fc.constantFrom<unknown>(undefined, Number.NaN, 10n, new Map(), new Uint8Array(9), new Date(0));
    const payloads = fc.oneof({ weight: 9, arbitrary: spoiledValues(formOf(name), "marker") }, oddities);
    for (const payload of fc.sample(payloads, { numRuns: messages, seed })) {
      expect(() => say(payload)).toThrow(/^message_malformed$/);
    }
    expect(taken).toEqual([]);
  });

  test("takes what fits from its own page only", () => {
    const { say, taken } = heard(channel, schema);
    const [example] = formOf(name).examples;
    for (const frame of [null, { ...ownFrame }, { url: "https://example.org/" }]) {
      expect(() => say(example, frame)).toThrow(/^not_allowed$/);
    }
    expect(taken).toEqual([]);
    say(example);
    expect(taken).toEqual([example]);
  });
});
