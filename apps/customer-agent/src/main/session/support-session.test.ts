import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import {
  type Heartbeat,
  heartbeatSignedBytes,
  policy,
  Receipt,
  ToCustomer,
  type ViewScope,
} from "@ferndiagnose/protocol";
import { type CaptureCommand, type ChosenView, LastWord } from "@ferndiagnose/protocol/ipc";
import { schemaExamples } from "@ferndiagnose/protocol/testing";
import { canonicalBytes, openSealed } from "@ferndiagnose/sealed-recording";
import { FakeClock } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { InputBackend } from "../input/input-backend.ts";
import type { OwnMessage, SessionMessage } from "../signalling/signalling-client.ts";
import type { WatchdogLink, WatchdogSubject } from "../watchdog/watchdog-link.ts";
import { heartbeatCheckFor } from "./check-heartbeat.ts";
import type { CaptureEvents, SessionPorts, StatusContent, StepsContent } from "./session-ports.ts";
import type { SharedView } from "./shared-view.ts";
import { SupportSession } from "./support-session.ts";

const keys = generateKeyPairSync("ed25519");
const intake = generateKeyPairSync("x25519");
const rawKey = (part: "x" | "d") => Buffer.from(intake.privateKey.export({ format: "jwk" })[part] ?? "", "base64url");
const parse = (message: object) => ToCustomer.parse(message) as SessionMessage;
const joined = ToCustomer.parse({
  type: "joined",
  invitation: {
    sessionId: "a".repeat(20),
    resumeToken: "b".repeat(43),
    checkCode: "4711",
    technicianName: "Technik 7",
    organisation: "Beispiel-Netze GmbH",
    termsVersion: "2026-11-01.1",
    privacyVersion: "2026-11-01.1",
    retentionDays: 90,
  },
});
const armed = parse({
  type: "armed",
  recordingId: "0123456789abcdef0123456789abcdef",
  recordingKey: keys.publicKey.export({ format: "jwk" }).x,
  iceServers: [],
  codecs: ["VP8"],
});
const admitted = parse({ type: "admitted", intakeKey: rawKey("x").toString("hex") });
const oneViewer = parse({ type: "viewers", count: 1 });
const click = JSON.stringify({ type: "button", x: 0.5, y: 0.5, button: "left", down: true });

let clock: FakeClock;
let beats: number;
let sent: OwnMessage[];
let commands: CaptureCommand[];
let capture: CaptureEvents | undefined;
let killed: boolean;
let injected: string[];
let steps: StepsContent | undefined;
let status: StatusContent | undefined;
let pressF11: () => void;
let session: SupportSession;
let watchdog: WatchdogSubject | undefined;
let isGuarded: boolean;
let idleSeconds: number;
let obeys: boolean;
let starts: number;
let shown: ViewScope[];
let views: (SharedView & { change(scope: ViewScope): void; isClosed: boolean })[];
let goodbyes: object[];
let isClosed: boolean;
let areDevicesUsed: boolean;
let hidden: Promise<void>;
let words: (LastWord | "dismissed")[];
/** Of the choice page that was shown last. */
let list: number;

beforeEach(() => {
  clock = new FakeClock(0);
  beats = 0;
  sent = [];
  commands = [];
  capture = undefined;
  killed = false;
  injected = [];
  steps = undefined;
  status = undefined;
  if (joined.type !== "joined") throw new Error("no invitation");
  goodbyes = [];
  watchdog = undefined;
  isGuarded = true;
  idleSeconds = 0;
  obeys = true;
  starts = 0;
  shown = [];
  views = [];
  isClosed = false;
  words = [];
  areDevicesUsed = false;
  hidden = Promise.resolve();
  list = 0;
  const link = {
    send: (message: OwnMessage) => void sent.push(message),
    sayGoodbye: (message: OwnMessage, stay = false) => {
      sent.push(message);
      goodbyes.push({ ...message, stay });
    },
    close: () => {
      isClosed = true;
    },
  };
  session = new SupportSession(ports(), link, joined.invitation, new URL("https://help.example"));
});

function ports(): SessionPorts {
  return {
    clock,
    log: { info: () => {}, warn: () => {} },
    pictures: {
      canChooseWindows: true,
      list: async () => ({
        screens: [{ number: 1, primary: true, thumbnail: "data:image/png;base64," }],
        windows: [],
      }),
      open: (choice) => openView(choice),
    },
    startCapture: (_view, events) => {
      capture = events;
      starts++;
      return {
        processId: 1,
        command: (command) => {
          commands.push(command);
          if (obeys && command.type === "set_capturing") {
            events.onReport({ type: "capturing", capturing: command.capturing });
          }
        },
        show: (view) => void shown.push(view.viewScope()),
        kill: async () => {
          killed = true;
        },
      };
    },
    canControl: true,
    systemIdleSeconds: () => idleSeconds,
    openOwnDevices: () => ({ wereUsed: () => areDevicesUsed, close: () => {} }),
    openInput: notingBackend,
    startWatchdog: (subject) => {
      watchdog = subject;
      const link = {
        get isAwake() {
          return isGuarded;
        },
        tell: () => {},
        close: () => {},
      };
      return link as unknown as WatchdogLink;
    },
    heir: { tell: (word) => void words.push(word), dismiss: () => void words.push("dismissed") },
    carriedVersions: { terms: "2026-11-01.1", privacy: "another" },
    ownWindows: { isAt: () => false, haveFocus: () => false },
    holdF11: (onPress) => {
      pressF11 = onPress;
      return "held";
    },
    releaseF11: () => {},
    heartbeatCheckFor,
    random: (length) => new Uint8Array(randomBytes(length)),
    receiptOutlets: {
      print: async () => true,
      savePdf: async () => true,
      saveFile: async () => true,
      copy: () => {},
    },
    showSteps: (content) => {
      steps = content;
      if (content.step === "choice") list = content.list;
    },
    hideSteps: () => hidden,
    showStatus: (content) => {
      status = content;
    },
    closeStatus: () => {
      status = undefined;
    },
  };
}

/** Screen 1, all of them, or windows 1 and 2. */
function openView(choice: ChosenView): SharedView | undefined {
  if (choice.kind === "screen" && choice.number > 1) return undefined;
  if (choice.kind === "windows" && choice.numbers.some((number) => number > 2)) return undefined;
  let scope: ViewScope = choice.kind === "windows" ? { kind: "windows", count: choice.numbers.length } : choice;
  let changed = () => {};
  const view = {
    viewScope: () => scope,
    area: () => ({ x: 0, y: 0, width: 1_000, height: 500 }),
    isSharedAt: () => true,
    hasSharedFocus: () => true,
    onChange: (listener: () => void) => {
      changed = listener;
    },
    isClosed: false,
    close: () => {
      view.isClosed = true;
    },
    change: (next: ViewScope) => {
      scope = next;
      changed();
    },
  };
  views.push(view);
  return view;
}

function notingBackend(): InputBackend {
  return {
    moveTo: () => {},
    button: (button, down) => void injected.push(`${button} ${down ? "down" : "up"}`),
    wheel: () => void injected.push("wheel"),
    key: (code) => {
      injected.push(code);
      return true;
    },
    typeText: async (text) => void injected.push(text),
    close: () => {},
  };
}

function heartbeat(): SessionMessage {
  const unsigned = {
    recordingId: (armed as { recordingId: Heartbeat["recordingId"] }).recordingId,
    ...{ beat: beats++, frameSeq: 0, headHash: "0".repeat(64), lagMs: 0, monoMs: clock.now() },
  };
  const signature = sign(null, heartbeatSignedBytes(unsigned), keys.privateKey).toString("base64url");
  return { type: "heartbeat", heartbeat: { ...unsigned, signature } };
}

/** On a busy computer even a promise that is kept at once may take its time. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

/** Sealing and looking at the screens take their time. */
const seen = (step: StepsContent["step"]) => until(() => expect(steps?.step).toBe(step));

const choose = (view: ChosenView, control: boolean) => session.decisions.choose({ list, view, control });

/** The page to choose on is gone. */
const changed = () => until(() => expect(status?.changing).toBe(false));

const said = (type: OwnMessage["type"]) => until(() => expect(sent.map((one) => one.type)).toContain(type));

/** The code is sealed while the customer already chooses. */
async function agree(): Promise<void> {
  session.goOn();
  session.giveConsent();
  await said("consent_given");
  await seen("choice");
}

async function goLive(control: boolean): Promise<void> {
  session.handleMessage(admitted);
  await agree();
  await seen("choice");
  choose({ kind: "screen", number: 1, of: 1 }, control);
  session.handleMessage(armed);
  capture?.onReport({ type: "connection", state: "connected" });
  session.handleMessage(heartbeat());
  session.handleMessage(oneViewer);
}

const offers = () => commands.filter(({ type }) => type === "connect").length;
const isCapturing = () => {
  const last = commands.findLast((command) => command.type === "set_capturing");
  return last?.type === "set_capturing" && last.capturing;
};

describe("the order of things", () => {
  test("check code, consent, choice, connection, live", async () => {
    expect(steps?.step).toBe("who");
    session.giveConsent();
    expect(steps?.step).toBe("who");
    session.goOn();
    expect(steps?.step).toBe("consent");
    session.giveConsent();
    session.giveConsent();
    await seen("choice");
    expect(sent).toEqual([]);
    session.handleMessage(admitted);
    await said("consent_given");
    expect(sent).toMatchObject([
      { type: "consent_given", termsVersion: "2026-11-01.1", privacyVersion: "2026-11-01.1" },
    ]);
    session.handleMessage(armed);
    expect(capture).toBeUndefined();
    choose({ kind: "screen", number: 2, of: 2 }, true);
    expect(capture).toBeUndefined();
    await until(() => expect(list).toBe(2));
    choose({ kind: "screen", number: 1, of: 1 }, false);
    expect(commands.map((command) => command.type)).toEqual(["connect"]);
    capture?.onReport({ type: "connection", state: "connected" });
    session.handleMessage(oneViewer);
    expect(isCapturing()).toBe(false);
    session.handleMessage(heartbeat());
    expect(isCapturing()).toBe(true);
    expect(status).toMatchObject({ watched: true, frozen: "no", rights: { control: false } });
  });

  test("nobody watching means nothing taken", async () => {
    await goLive(false);
    session.handleMessage(parse({ type: "viewers", count: 0 }));
    expect(isCapturing()).toBe(false);
    expect(status?.watched).toBe(false);
  });
});

describe("rights", () => {
  test("control is given and taken back by the customer, and asked for by the technician", async () => {
    await goLive(false);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    session.handleMessage(parse({ type: "rights_requested", request: "control" }));
    expect(status?.request).toBe("control");
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual([]);
    session.decisions.answerRequest(true);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual(["left down"]);
    session.decisions.setControl(false);
    expect(injected).toEqual(["left down", "left up"]);
    expect(sent.filter((message) => message.type === "rights_changed")).toHaveLength(3);
  });

  test("no message from the network ever brings a picture or input", () => {
    const words: SessionMessage[] = [
      armed,
      oneViewer,
      admitted,
      parse({ type: "rights_requested", request: "control" }),
      parse({ type: "rights_requested", request: "view" }),
      parse({ type: "answer", sdp: "v=0" }),
    ];
    const word = fc.oneof(fc.constantFrom(...words), fc.constant("beat" as const));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (said) => {
        for (const message of said) session.handleMessage(message === "beat" ? heartbeat() : message);
        expect(capture).toBeUndefined();
        expect(sent).toEqual([]);
      }),
    );
  });
});

describe("the gate", () => {
  test("freezes picture and input after 3 s of silence, thaws, and ends after 10 s", async () => {
    await goLive(true);
    clock.advance(3_000);
    expect(isCapturing()).toBe(false);
    capture?.onReport({ type: "capturing", capturing: false });
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual([]);
    expect(status?.frozen).toBe("recording");
    session.handleMessage(heartbeat());
    expect(isCapturing()).toBe(true);
    clock.advance(3_000);
    capture?.onReport({ type: "capturing", capturing: false });
    clock.advance(7_000);
    expect(session.isOver).toBe(true);
    expect(killed).toBe(true);
    expect(sent.at(-1)).toEqual({ type: "end", reason: "recorder_lost" });
  });

  test("a lost socket freezes at once and comes back with the same rights", async () => {
    await goLive(true);
    session.handleLinkLost();
    expect(isCapturing()).toBe(false);
    capture?.onReport({ type: "capturing", capturing: false });
    clock.advance(59_000);
    expect(session.isOver).toBe(false);
    session.handleLinkResumed();
    expect(sent.at(-1)).toMatchObject({ type: "rights_changed", rights: { control: true } });
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(isCapturing()).toBe(false);
    expect(injected).toEqual([]);
    session.handleMessage(heartbeat());
    expect(isCapturing()).toBe(true);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual(["left down"]);
    expect(offers()).toBe(1);
  });

  test("rights that the customer took back meanwhile do not come back", async () => {
    await goLive(true);
    session.handleLinkLost();
    capture?.onReport({ type: "capturing", capturing: false });
    session.decisions.setControl(false);
    session.handleLinkResumed();
    session.handleMessage(heartbeat());
    expect(sent.at(-1)).toMatchObject({ type: "rights_changed", rights: { control: false } });
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual([]);
    expect(isCapturing()).toBe(true);
  });

  test("media that heal while the socket is lost open nothing; media that failed are offered anew", async () => {
    await goLive(true);
    session.handleLinkLost();
    capture?.onReport({ type: "capturing", capturing: false });
    capture?.onReport({ type: "connection", state: "lost" });
    capture?.onReport({ type: "connection", state: "connected" });
    expect(isCapturing()).toBe(false);
    expect(status?.frozen).toBe("connection");
    capture?.onReport({ type: "connection", state: "failed" });
    expect(session.isOver).toBe(false);
    session.handleLinkResumed();
    expect(offers()).toBe(2);
    session.handleMessage(heartbeat());
    expect(isCapturing()).toBe(false);
    capture?.onReport({ type: "connection", state: "connected" });
    expect(isCapturing()).toBe(true);
    capture?.onReport({ type: "connection", state: "failed" });
    expect(sent.at(-1)).toEqual({ type: "end", reason: "media_failed" });
  });

  test("no heartbeat within 10 s of coming back ends it, and so does not coming back", async () => {
    await goLive(true);
    session.handleLinkLost();
    capture?.onReport({ type: "capturing", capturing: false });
    clock.advance(30_000);
    session.handleLinkResumed();
    clock.advance(10_000);
    expect(sent.at(-1)).toEqual({ type: "end", reason: "recorder_lost" });
  });

  test("who does not come back is told so", async () => {
    await goLive(true);
    session.handleLinkLost();
    session.handleLinkGone("customer_lost");
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toMatchObject({ step: "ended", reason: "customer_lost" });
  });

  test("consent that was said to a broken socket is said again", async () => {
    session.handleMessage(admitted);
    session.handleLinkLost();
    await agree();
    choose({ kind: "screen", number: 1, of: 1 }, false);
    sent.length = 0;
    session.handleLinkResumed();
    expect(sent.map(({ type }) => type)).toEqual(["consent_given", "rights_changed"]);
  });

  test("a capture process that does not stop when told to is replaced; the new one takes nothing unasked", async () => {
    await goLive(false);
    obeys = false;
    session.handleLinkLost();
    clock.advance(500);
    expect([killed, starts, session.isOver]).toEqual([true, 2, false]);
    expect(isCapturing()).toBe(false);
    session.handleLinkResumed();
    session.handleMessage(heartbeat());
    expect(isCapturing()).toBe(false);
    capture?.onReport({ type: "connection", state: "connected" });
    expect(isCapturing()).toBe(true);
  });

  test("one that never obeys the customer ends the session", async () => {
    await goLive(false);
    obeys = false;
    for (let count = 0; count < 4; count++) {
      expect(isCapturing()).toBe(true);
      session.decisions.setPaused(true);
      clock.advance(60);
      session.decisions.setPaused(false);
      session.handleMessage(heartbeat());
      capture?.onReport({ type: "connection", state: "connected" });
    }
    expect(starts).toBe(4);
    expect(sent.at(-1)).toEqual({ type: "end", reason: "program_failed" });
  });
});

describe("what the customer changes", () => {
  const page = () => (steps?.step === "choice" ? steps : undefined);
  const last = (type: OwnMessage["type"]) => sent.findLast((message) => message.type === type);

  test("back takes back consent that nobody has heard of", async () => {
    session.goOn();
    session.giveConsent();
    await seen("choice");
    session.goBack();
    expect(steps?.step).toBe("consent");
    session.handleMessage(admitted);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual([]);
    session.giveConsent();
    await said("consent_given");
  });

  test("consent that was said can only be withdrawn", async () => {
    session.handleMessage(admitted);
    await agree();
    session.goBack();
    session.refuseConsent();
    expect(sent.at(-1)).toEqual({ type: "end", reason: "consent_withdrawn" });
  });

  test("what is being chosen from stays as it is, whatever else happens", async () => {
    session.goOn();
    session.giveConsent();
    await seen("choice");
    const listed = steps;
    session.handleMessage(admitted);
    await said("consent_given");
    session.handleMessage(armed);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(steps).toBe(listed);
  });

  test("chosen before admission: said in the order of the wire", async () => {
    session.goOn();
    expect(steps).toMatchObject({ noticeMatches: false });
    session.giveConsent();
    await seen("choice");
    choose({ kind: "windows", numbers: [1, 2] }, false);
    expect(steps).toMatchObject({ step: "waiting", waitingFor: "admission" });
    session.handleMessage(admitted);
    await said("rights_changed");
    expect(sent.map(({ type }) => type)).toEqual(["consent_given", "rights_changed"]);
    expect(last("rights_changed")).toMatchObject({ rights: { view: { kind: "windows", count: 2 } } });
    expect(steps).toMatchObject({ waitingFor: "recording" });
    session.handleMessage(armed);
    expect(steps).toMatchObject({ waitingFor: "picture" });
  });

  test("a portal that leaves admission out gets nothing: no consent was said, no complaint code sealed", async () => {
    session.goOn();
    session.giveConsent();
    await seen("choice");
    choose({ kind: "screen", number: 1, of: 1 }, true);
    session.handleMessage(armed);
    session.handleMessage(oneViewer);
    session.handleMessage(heartbeat());
    expect([starts, sent]).toEqual([0, []]);
    session.handleMessage(admitted);
    await until(() => expect(starts).toBe(1));
    expect(sent.map(({ type }) => type)).toEqual(["consent_given", "rights_changed"]);
  });

  test("pause takes picture and input at once, and gives back what was there", async () => {
    await goLive(true);
    session.decisions.setPaused(true);
    expect(isCapturing()).toBe(false);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual([]);
    expect(sent.at(-1)).toEqual({ type: "set_paused", paused: true });
    expect(status).toMatchObject({ paused: true, watched: false, rights: { control: true } });
    session.decisions.setPaused(false);
    expect(sent.at(-1)).toEqual({ type: "set_paused", paused: false });
    expect(isCapturing()).toBe(true);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual(["left down"]);
  });

  test("while something else is chosen nothing is shown; cancelled, all is as before", async () => {
    await goLive(true);
    session.decisions.changeView();
    expect(isCapturing()).toBe(false);
    expect(sent.at(-1)).toEqual({ type: "set_paused", paused: true });
    await until(() => expect(page()?.changing).toBe(true));
    expect(status).toMatchObject({ changing: true, paused: false });
    session.decisions.cancelChange();
    await changed();
    expect(sent.at(-1)).toEqual({ type: "set_paused", paused: false });
    expect(isCapturing()).toBe(true);
    expect(views).toHaveLength(1);
  });

  test("no picture before the page is gone from the screen; what is taken back counts at once, and off is off", async () => {
    await goLive(true);
    for (const end of ["gone", "off"]) {
      session.decisions.changeView();
      await until(() => expect(page()?.changing).toBe(true));
      let isGone = () => {};
      hidden = new Promise((resolve) => {
        isGone = resolve;
      });
      choose({ kind: "screen", number: 1, of: 1 }, false);
      expect(last("rights_changed")).toMatchObject({ rights: { control: false } });
      expect([isCapturing(), last("set_paused")]).toMatchObject([false, { paused: true }]);
      if (end === "off") session.stop("customer_off");
      isGone();
      await new Promise((resolve) => setImmediate(resolve));
      const isOn = end !== "off";
      expect([isCapturing(), last("set_paused")]).toMatchObject([isOn, { paused: !isOn }]);
    }
  });

  test("chosen anew: the former view is closed, the new one is told before anything of it is shown", async () => {
    await goLive(true);
    choose({ kind: "windows", numbers: [1] }, true);
    expect(views).toHaveLength(1);
    session.decisions.changeView();
    await until(() => expect(list).toBe(2));
    choose({ kind: "windows", numbers: [3] }, true);
    expect(status?.changing).toBe(true);
    await until(() => expect(list).toBe(3));
    sent.length = 0;
    choose({ kind: "windows", numbers: [1] }, false);
    await changed();
    expect(sent).toEqual([
      { type: "rights_changed", rights: { view: { kind: "windows", count: 1 }, control: false } },
      { type: "set_paused", paused: false },
    ]);
    expect(shown).toEqual([{ kind: "windows", count: 1 }]);
    expect(views.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(isCapturing()).toBe(true);
  });

  test("a click on a page that is not the newest any more chooses nothing: the page is shown anew", async () => {
    await goLive(true);
    session.decisions.changeView();
    await until(() => expect(list).toBe(2));
    const click = { view: { kind: "windows" as const, numbers: [1] }, control: false };
    for (const outdated of [1, 3]) session.decisions.choose({ list: outdated, ...click });
    expect([status?.changing, views.length, isCapturing()]).toEqual([true, 1, false]);
    await until(() => expect(list).toBe(4));
    expect(page()?.list).toBe(4);
    session.decisions.choose({ list: 4, ...click });
    await changed();
    expect([status?.changing, views.length, isCapturing()]).toEqual([false, 2, true]);
  });

  test("windows that are closed are told; with the last one nothing is granted any more", async () => {
    await goLive(true);
    session.decisions.changeView();
    await until(() => expect(list).toBe(2));
    choose({ kind: "windows", numbers: [1, 2] }, true);
    views.at(-1)?.change({ kind: "windows", count: 1 });
    expect(last("rights_changed")).toMatchObject({ rights: { view: { kind: "windows", count: 1 }, control: true } });
    views.at(-1)?.change({ kind: "nothing" });
    expect(sent.at(-1)).toEqual({ type: "rights_changed", rights: { view: { kind: "nothing" }, control: false } });
    expect(isCapturing()).toBe(false);
    views.at(-1)?.change({ kind: "windows", count: 2 });
    expect(isCapturing()).toBe(false);
  });

  test("control ends when the customer is not there; one click renews", async () => {
    await goLive(true);
    beatFor(policy.CONTROL_IDLE_MS - 60_000);
    expect(status?.control).toMatchObject({ because: "idle" });
    beatFor(60_000);
    expect(status).toMatchObject({ rights: { control: false }, expired: "idle" });
    expect(last("rights_changed")).toMatchObject({ rights: { control: false } });
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual([]);
    session.decisions.setControl(true);
    expect(status).toMatchObject({ rights: { control: true } });
    expect(status?.expired).toBeUndefined();
    expect(isCapturing()).toBe(true);
  });

  test("a customer who moves keeps control for half an hour", async () => {
    await goLive(true);
    idleSeconds = 3;
    const leftMs = () => (status?.controlUntil ?? 0) - Date.now();
    // The wall clock stands for the test, but for what the test itself takes.
    expect(Math.abs(leftMs() - policy.CONTROL_LASTS_MS)).toBeLessThan(5_000);
    beatFor(policy.CONTROL_LASTS_MS - 1_000);
    expect(status).toMatchObject({ rights: { control: true }, control: { because: "time" } });
    beatFor(1_000);
    expect(status).toMatchObject({ rights: { control: false }, expired: "time" });
    expect(status?.controlUntil).toBeUndefined();
  });

  test("so does one who moves while the technician works without a pause", async () => {
    await goLive(true);
    idleSeconds = 0;
    areDevicesUsed = true;
    for (let second = 0; second < policy.CONTROL_IDLE_MS / 500; second++) {
      capture?.onReport({ type: "channel_message", label: "input", text: click });
      beatFor(1_000);
    }
    expect(status).toMatchObject({ rights: { control: true } });
  });

  test("expired and paused while the link was gone: that is what comes back", async () => {
    await goLive(true);
    beatFor(policy.CONTROL_IDLE_MS - 10_000);
    session.handleLinkLost();
    session.decisions.setPaused(true);
    clock.advance(10_000);
    sent.length = 0;
    session.handleLinkResumed();
    expect(sent).toEqual([
      { type: "set_paused", paused: true },
      { type: "rights_changed", rights: { view: { kind: "screen", number: 1, of: 1 }, control: false } },
    ]);
    session.handleMessage(heartbeat());
    expect(isCapturing()).toBe(false);
    session.decisions.setPaused(false);
    expect(isCapturing()).toBe(true);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(injected).toEqual([]);
  });

  /** The recording goes on, second by second. */
  function beatFor(ms: number): void {
    for (let passed = 0; passed < ms; passed += 1_000) {
      session.handleMessage(heartbeat());
      clock.advance(1_000);
    }
    session.handleMessage(heartbeat());
  }
});

describe("what the technician asks for", () => {
  const ask = (request: string) => session.handleMessage(parse({ type: "rights_requested", request }));

  test("no is the answer until the customer says yes, and is not asked again", async () => {
    await goLive(false);
    ask("control");
    expect(status?.request).toBe("control");
    session.decisions.answerRequest(false);
    expect(status?.request).toBeUndefined();
    ask("control");
    expect(status?.request).toBeUndefined();
    expect(status?.rights.control).toBe(false);
  });

  test("granted otherwise, the question goes; what is granted already is no question", async () => {
    await goLive(false);
    ask("control");
    session.decisions.setControl(true);
    expect(status?.request).toBeUndefined();
    ask("control");
    ask("view");
    ask("whole_view");
    expect(status?.request).toBeUndefined();
  });

  test("the whole view: everything is shown, and control stays what it was", async () => {
    await goLive(false);
    session.decisions.changeView();
    await until(() => expect(list).toBe(2));
    choose({ kind: "windows", numbers: [1] }, false);
    await changed();
    ask("whole_view");
    expect(status?.request).toBe("whole_view");
    session.decisions.answerRequest(true);
    expect(status?.rights).toEqual({ view: { kind: "all_screens" }, control: false });
    expect(shown.at(-1)).toEqual({ kind: "all_screens" });
    expect(isCapturing()).toBe(true);
  });

  test("to see again what is paused", async () => {
    await goLive(false);
    session.decisions.setPaused(true);
    ask("view");
    session.decisions.answerRequest(true);
    expect(status).toMatchObject({ paused: false, watched: true });
  });
});

describe("the watchdog", () => {
  test("nothing is shown before it is awake", async () => {
    isGuarded = false;
    await goLive(true);
    expect(isCapturing()).toBe(false);
    isGuarded = true;
    watchdog?.onAwake();
    expect(isCapturing()).toBe(true);
  });

  test("watches from the picture's start on, and its death ends the session", async () => {
    expect(watchdog?.captureProcessId()).toBe(0);
    await goLive(true);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    expect(watchdog?.held()).toEqual({ keys: [], buttons: ["left"] });
    expect(watchdog?.captureProcessId()).toBe(1);
    watchdog?.onLost();
    expect(killed).toBe(true);
    expect(sent.at(-1)).toEqual({ type: "end", reason: "program_failed" });
  });
});

describe("the end", () => {
  const receiptOf = (by = keys) => {
    const [example] = schemaExamples.find(({ name }) => name === "Receipt")?.examples ?? [];
    const { recordingId, recordingKey } = armed as Extract<ToCustomer, { type: "armed" }>;
    const own = { sessionId: "a".repeat(20), organisation: "Beispiel-Netze GmbH", recordingId };
    const receipt = Receipt.parse({ ...(example as object), ...own, finalSeq: 3 });
    const bytes = Buffer.concat([
      Buffer.from("FDR1 receipt\0"),
      Buffer.from(receipt.recordingId, "hex"),
      canonicalBytes(receipt),
    ]);
    const signature = sign(null, bytes, by.privateKey).toString("base64url");
    return parse({ type: "receipt", receipt: { receipt, recordingKey, signature } });
  };
  const shown = () => (steps?.step === "ended" ? steps.receipt : undefined);

  test("waits for the receipt, shows the code that was sealed, and lets the socket go once all is there", async () => {
    await goLive(true);
    session.stop("customer_off");
    await seen("ended");
    expect(goodbyes).toEqual([{ type: "end", reason: "customer_off", stay: true }]);
    expect(shown()).toMatchObject({ state: "waiting", number: "a".repeat(20) });
    const consent = sent.find((message) => message.type === "consent_given");
    const box = consent?.type === "consent_given" ? consent.complaintCode : undefined;
    const opened = await openSealed(rawKey("d"), "complaint code", Buffer.from("a".repeat(20)), box as never);
    expect(shown()?.complaintCode).toBe(Buffer.from(opened).toString());
    expect(isClosed).toBe(false);
    session.handleMessage(receiptOf());
    expect(shown()).toMatchObject({ state: "valid", receipt: { finalSeq: 3 } });
    expect(isClosed).toBe(true);
  });

  test("one that was signed by nobody is wrong, and the socket stays for a true one", async () => {
    await goLive(true);
    session.handleMessage(parse({ type: "ended", reason: "technician_ended" }));
    await seen("ended");
    session.handleMessage(receiptOf(generateKeyPairSync("ed25519")));
    expect(shown()).toMatchObject({ state: "wrong" });
    expect(isClosed).toBe(false);
    clock.advance(60_000);
    expect(isClosed).toBe(true);
  });

  test("one that comes while the session runs ends nothing and counts nothing", async () => {
    await goLive(true);
    session.handleMessage(receiptOf());
    expect(session.isOver).toBe(false);
    session.stop("customer_off");
    await seen("ended");
    expect(shown()?.state).toBe("waiting");
  });

  test("who lost the portal for good is told so at once, with number and code", async () => {
    await goLive(true);
    session.handleLinkLost();
    session.handleLinkGone("customer_lost");
    await seen("ended");
    expect(shown()).toMatchObject({ state: "missing", complaintCode: expect.stringMatching(/^[0-9A-Z]{20}$/) });
  });

  test("without a recording there is no receipt", async () => {
    session.handleMessage(admitted);
    await agree();
    session.handleMessage(parse({ type: "ended", reason: "recorder_not_ready" }));
    await seen("ended");
    expect(steps).toMatchObject({ reason: "recorder_not_ready" });
    expect(shown()).toBeUndefined();
    expect(isClosed).toBe(true);
  });

  test("whoever ends it in our place knows as much as we do: from before the first picture until we have ended it", async () => {
    session.handleMessage(admitted);
    await agree();
    session.handleMessage(armed);
    expect(words).toEqual([]);
    choose({ kind: "screen", number: 1, of: 1 }, false);
    expect([words.length, isCapturing()]).toEqual([1, false]);
    capture?.onReport({ type: "connection", state: "connected" });
    session.handleMessage(heartbeat());
    session.handleMessage(oneViewer);
    const last = LastWord.parse(words.at(-1));
    expect(last).toMatchObject({ invitation: { resumeToken: "b".repeat(43) }, anchor: { beat: 0 } });
    expect(last.liveSince).toBeDefined();
    const known = words.length;
    for (let second = 0; second < 10; second++) {
      clock.advance(1_000);
      session.handleMessage(heartbeat());
    }
    expect(words).toHaveLength(known + 1);
    expect(words.at(-1)).toMatchObject({ anchor: { beat: 10 } });
    session.stop("customer_off");
    expect(words.at(-1)).not.toBe("dismissed");
    await seen("ended");
    expect(shown()?.complaintCode).toBe(last.complaintCode);
    expect(words.at(-1)).toBe("dismissed");
  });

  test("an intake key that is none ends it before anything was agreed to", async () => {
    session.handleMessage(parse({ type: "admitted", intakeKey: "0".repeat(64) }));
    session.goOn();
    session.giveConsent();
    await seen("ended");
    expect(sent.map(({ type }) => type)).toEqual(["end"]);
  });
});

describe("off", () => {
  test("F11 stops everything in the same turn, whatever comes afterwards", async () => {
    await goLive(true);
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    pressF11();
    expect(killed).toBe(true);
    expect(injected).toEqual(["left down", "left up"]);
    expect(sent.at(-1)).toEqual({ type: "end", reason: "customer_f11" });
    capture?.onReport({ type: "channel_message", label: "input", text: click });
    session.decisions.setControl(true);
    session.handleMessage(heartbeat());
    session.stop("customer_off");
    expect(injected).toHaveLength(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toMatchObject({ step: "ended", reason: "customer_f11", stoppedInMs: 0 });
    expect(status).toBeUndefined();
  });

  test("works in every step", () => {
    pressF11();
    expect(session.isOver).toBe(true);
    expect(sent).toEqual([{ type: "end", reason: "customer_f11" }]);
  });

  test("the server's end is not said back to it", async () => {
    await goLive(true);
    session.handleMessage(parse({ type: "ended", reason: "technician_ended" }));
    expect(killed).toBe(true);
    expect(sent.some((message) => message.type === "end")).toBe(false);
  });

  test("a capture process that dies by itself ends the session", async () => {
    await goLive(true);
    capture?.onCrashed();
    expect(sent.at(-1)).toEqual({ type: "end", reason: "program_failed" });
  });
});
