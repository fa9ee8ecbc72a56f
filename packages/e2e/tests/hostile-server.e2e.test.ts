import { malformedBytes, malformedTexts, schemaExamples } from "@ferndiagnose/protocol/testing";
import { startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { inputOfEveryKind } from "../src/forged-input.ts";
import { ForgedServer, until } from "../src/forged-server.ts";

const seed = Number(process.env["FUZZ_SEED"]);

let display: VirtualDisplay;
let target: TargetWindow;
let server: ForgedServer;
let customer: Customer;

/** One session with view only that the tests below go on with; the program is the real one, the server is not. */
beforeAll(async () => {
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display, { moving: true });
  server = await ForgedServer.start();
  customer = await Customer.start(display, server.url);
  await customer.enterKey("1234567");
  await customer.checkCode();
});
afterAll(async () => {
  await customer?.close();
  await server?.stop();
  await target?.stop();
  await display?.stop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inputEvents = () =>
  target.events.filter(({ event }) => ["button", "wheel", "motion", "key", "text"].includes(event));

test("promise 3: a server that goes on without being asked gets nothing before the customer agrees", async () => {
  server.arm();
  server.beatHonestly();
  server.say({ type: "viewers", count: 1 });
  server.say({ type: "answer", sdp: "v=0\r\n" });
  await pause(1_000);
  expect(server.of("offer")).toEqual([]);
  expect(server.of("consent_given")).toEqual([]);
  expect(customer.app.windows()).toHaveLength(1);
  server.admit();
  await customer.consent();
  await customer.choose("view");
  await server.connected();
  await until(() => server.peer.packets > 0, "the picture", 20_000);
});

test("promise 4: with view only, nothing that a relay sends reaches the computer", async () => {
  for (const [label, message] of inputOfEveryKind()) server.input(label, message);
  await pause(1_000);
  expect(inputEvents()).toEqual([]);
});

test("promise 4: no message of a server gives a right", async () => {
  const all = { view: { kind: "screen", number: 1, of: 1 }, control: true };
  const attempts: unknown[] = [
    { type: "rights_changed", rights: all },
    { type: "granted", origin: "customer", rights: all },
    { type: "set_control", control: true },
    { type: "answer_request", granted: true },
    { type: "choose", view: all.view, control: true },
    { type: "thawed", origin: "program", cause: "recording" },
    { type: "rights_requested", request: "control", granted: true },
    { type: "rights_requested", request: all },
    { type: "admitted", rights: all },
    { type: "joined", rights: all },
    { type: "armed", rights: all },
  ];
  const status = await customer.status();
  for (const attempt of attempts) {
    server.say(attempt);
    for (const [label, message] of inputOfEveryKind()) server.input(label, message);
  }
  // Asking is allowed; the asking itself gives nothing, and nobody but the customer answers.
  server.say({ type: "rights_requested", request: "control" });
  const allow = status.getByRole("button", { name: "Ja, erlauben", exact: true });
  await allow.waitFor();
  for (const [label, message] of inputOfEveryKind()) server.input(label, message);
  await pause(1_000);
  expect(await allow.isVisible()).toBe(true);
  expect(inputEvents()).toEqual([]);
  expect(server.of("rights_changed").filter(({ rights }) => rights.control)).toEqual([]);
  await customer.answer(false);
});

test(`point 11: 10,000 malformed messages of a server change nothing (seed ${seed})`, async () => {
  const form = schemaExamples.find(({ name }) => name === "ToCustomer");
  if (form === undefined) throw new Error("No examples of ToCustomer");
  const message = fc.oneof(
    { weight: 9, arbitrary: malformedTexts(form, "ZEICHEN4711") },
    { weight: 1, arbitrary: malformedBytes() },
  );
  const heard = server.received.length;
  for (let sent = 0; sent < 10_000; sent += 1_000) {
    for (const one of fc.sample(message, { numRuns: 1_000, seed: seed + sent })) server.say(one);
    await pause(20);
  }
  const packets = server.peer.packets;
  await until(() => server.peer.packets > packets, "the picture to go on", 20_000);
  expect(server.received.length).toBe(heard);
  expect(server.unfit).toEqual([]);
  expect(inputEvents()).toEqual([]);
  expect(JSON.stringify(customer.log)).not.toContain("ZEICHEN4711");
});

test("with control granted by the customer, the same messages do arrive", async () => {
  await customer.setControl(true);
  for (const [label, message] of inputOfEveryKind()) server.input(label, message);
  await until(() => new Set(inputEvents().map(({ event }) => event)).size >= 4, "button, wheel, motion, key", 20_000);
});

test("promise 5: the technician's F11 does nothing, in whatever form", async () => {
  for (let round = 0; round < 5; round++) {
    for (const down of [true, false]) server.input("input", { type: "key", code: "F11", down });
    for (const code of ["ShiftLeft", "ControlLeft", "AltLeft"]) {
      for (const down of [true, false]) {
        server.input("input", { type: "key", code, down: true });
        server.input("input", { type: "key", code: "F11", down });
        server.input("input", { type: "key", code, down: false });
      }
    }
    server.input("input", { type: "text", text: "F11\u001b[23~" });
  }
  await pause(500);
  const packets = server.peer.packets;
  await until(() => server.peer.packets > packets, "the picture to go on", 20_000);
  expect(server.of("end")).toEqual([]);
  expect(target.eventsOf("key").filter(({ name }) => name === "F11")).toEqual([]);
});

test("promise 5: clicks, wheel, drags and keys on our own window have no effect", async () => {
  const status = await customer.status();
  const before = await status.locator("main").innerHTML();
  const boundsBefore = await boundsOf("status");
  const changes = server.of("rights_changed").length;
  const places: [number, number][] = [];
  for (const name of ["Nur zusehen", "Bedienen"]) places.push(await placeOf(status.getByRole("radio", { name })));
  places.push(await placeOf(status.getByRole("button", { name: "Sitzung sofort beenden" })));
  for (let step = 0; step < 40; step++) {
    places.push([boundsBefore.x + (boundsBefore.width * (step + 0.5)) / 40, boundsBefore.y + boundsBefore.height / 2]);
  }
  for (const [x, y] of places) {
    const at = { x: x / display.width, y: y / display.height };
    server.input("pointer", { type: "move", ...at });
    for (const button of ["left", "right", "middle"]) {
      for (const down of [true, false]) server.input("input", { type: "button", ...at, button, down });
    }
    server.input("input", { type: "wheel", ...at, dx: 0, dy: 3 });
    // Pressed beside it and dragged onto it, as one moves a window or drops something.
    server.input("input", { type: "button", x: 0.5, y: 0.8, button: "left", down: true });
    server.input("pointer", { type: "move", ...at });
    server.input("input", { type: "button", ...at, button: "left", down: false });
  }
  await pause(1_000);
  expect(server.of("end")).toEqual([]);
  expect(server.of("rights_changed")).toHaveLength(changes);
  expect(await boundsOf("status")).toEqual(boundsBefore);
  expect(withoutClock(await status.locator("main").innerHTML())).toBe(withoutClock(before));

  // The off button has the keyboard's focus, as after the customer's own Tab key: Enter and Space from afar would press it.
  await focusStatus();
  await status.getByRole("button", { name: "Sitzung sofort beenden" }).focus();
  const keys = target.eventsOf("key").length;
  for (const code of ["Enter", "Space", "Tab", "ArrowLeft"]) {
    for (const down of [true, false]) server.input("input", { type: "key", code, down });
  }
  server.input("input", { type: "text", text: " \n" });
  await pause(700);
  expect(server.of("end")).toEqual([]);
  expect(server.of("rights_changed")).toHaveLength(changes);
  expect(target.eventsOf("key")).toHaveLength(keys);
});

test("the program has counted every refusal by its code and written down nothing of what was sent", async () => {
  await customer.pressOff();
  await customer.endText();
  const refused = customer.log.filter((line) => line["event"] === "input.refused");
  const codes = Object.fromEntries(refused.map((line) => [line["code"], Number(line["count"])]));
  expect(codes["input_not_granted"]).toBeGreaterThan(100);
  expect(codes["input_on_own_window"]).toBeGreaterThan(100);
  expect(codes["message_malformed"]).toBeGreaterThan(0);
});

async function placeOf(locator: import("playwright-core").Locator): Promise<[number, number]> {
  const box = await locator.boundingBox();
  const window = await boundsOf("status");
  if (box === null) throw new Error("It is not on the screen");
  return [window.x + box.x + box.width / 2, window.y + box.y + box.height / 2];
}

async function boundsOf(page: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const bounds = await customer.app.evaluate(
    ({ BrowserWindow }, name) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.webContents.getURL().includes(`/${name}.html`))
        ?.getBounds(),
    page,
  );
  if (bounds === undefined) throw new Error(`There is no ${page} window`);
  return bounds;
}

/** As the customer's own click into it does. */
function focusStatus(): Promise<void> {
  return customer.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes("/status.html"))
      ?.focus();
  });
}

function withoutClock(html: string): string {
  return html.replace(/<span class="status-(?:elapsed|left) .*?<\/span>/g, "");
}
