import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { CustomerHome, type RunningProgram, startVirtualDisplay, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { builtArchive } from "./built-archive.ts";
import { processesWith } from "./processes.ts";
import { ScriptedPortal } from "./scripted-portal.ts";

const patience = { timeout: 20_000 };
const savedAs = "Ferndiagnose 123-4567.tar.gz";

let archive: string;
let display: VirtualDisplay;
let customer: CustomerHome;
/** The home before anything was downloaded. */
let before: string[];
const running: RunningProgram[] = [];

beforeAll(async () => {
  archive = await builtArchive();
  display = await startVirtualDisplay({ width: 1280, height: 900 });
});

afterAll(() => display.stop());

beforeEach(() => {
  customer = new CustomerHome(display);
  before = customer.tree();
  customer.download(archive, savedAs);
});

afterEach(async () => {
  for (const program of running.splice(0)) await program.kill();
  customer.remove();
});

function start(args: readonly string[] = [], folder?: string): RunningProgram {
  const program = customer.start(args, folder);
  running.push(program);
  return program;
}

const program = () => path.join(customer.downloads, "Ferndiagnose");

const testTitle = "Testversion / test build";

/** Titles and all of every window on the screen. */
async function windows(): Promise<string> {
  const { stdout } = await promisify(execFile)("xwininfo", ["-root", "-tree"], { env: display.env });
  return stdout;
}

/** What a desktop entry starts. */
function executableOf(entry: string): string {
  const [, executable = ""] = /^Exec="(.*)"$/m.exec(readFileSync(entry, "utf8")) ?? [];
  return executable;
}

/** Some go by themselves when the first does. */
function kill(processId: number): void {
  try {
    process.kill(processId, "SIGKILL");
  } catch (error) {
    expect(error).toMatchObject({ code: "ESRCH" });
  }
}

/** A session that the customer refuses, as far as its last page. */
async function refusedSession(portal: ScriptedPortal, started: RunningProgram) {
  const steps = await started.page("steps");
  await steps.waitForText("Sitzungsschlüssel");
  await steps.click("Verbinden");
  await steps.waitForText("möchte Ihnen helfen");
  await steps.click("Das kenne ich nicht – abbrechen");
  await steps.waitForText("Programm behalten");
  expect(portal.received.map(({ type }) => type)).toContain("join");
  return steps;
}

test("the download says what it is, writes nothing but its own temporary folder, and leaves nothing behind", async () => {
  const unpacked = customer.tree();
  const started = start();
  const steps = await started.page("steps");
  const shown = await steps.waitForText("Sitzungsschlüssel");
  expect(shown).toContain("Testversion");
  expect(shown).toContain("127.0.0.1:7070");
  expect(await steps.evaluate("document.querySelector('input').value")).toBe("1234567");
  expect(await windows()).toContain(testTitle);
  const written = customer.tree().filter((line) => !unpacked.includes(line));
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter((line) => !/^tmp\/ferndiagnose-\d+(\/| )/.test(line))).toEqual([]);

  // A second start ends and shows the first; it does not disturb its data.
  const second = start();
  expect(await second.ended).toBe(0);
  expect(started.process.exitCode).toBeNull();
  expect(await steps.text()).toBe(shown);

  const third = start(["--remove"]);
  await third.ended;
  expect(await started.ended).toBe(0);
  expect(started.logged("program.removed")).toMatchObject({ left: 0 });
  await expect.poll(() => customer.tree(), patience).toEqual(before);
});

test("after a session the program is gone before its window closes; the customer's own file in its folder stays", async () => {
  const portal = await ScriptedPortal.start();
  try {
    const started = start([`--portal=${portal.url}`]);
    const steps = await refusedSession(portal, started);
    writeFileSync(path.join(program(), "Notiz.txt"), "");
    await steps.click("Jetzt entfernen");
    await steps.waitForText("Das Programm ist von Ihrem Computer entfernt");
    expect(existsSync(path.join(program(), "Ferndiagnose"))).toBe(false);
    expect(existsSync(path.join(customer.downloads, savedAs))).toBe(false);
    expect(await started.ended).toBe(0);
    const notes = ["Downloads/Ferndiagnose d", "Downloads/Ferndiagnose/Notiz.txt 0 f"];
    const home = path.basename(customer.home);
    await expect
      .poll(() => customer.tree(), patience)
      .toEqual([...before, ...notes.map((line) => `${home}/${line}`)].sort());
  } finally {
    await portal.stop();
  }
});

test("what cannot be removed is named to the customer", async () => {
  const portal = await ScriptedPortal.start();
  const stubborn = path.join(program(), "locales");
  try {
    const started = start([`--portal=${portal.url}`]);
    const steps = await refusedSession(portal, started);
    // A file that has become a folder is not the build's any more.
    execFileSync("sh", ["-c", 'rm "$1/de.pak" && mkdir "$1/de.pak"', "sh", stubborn]);
    await steps.click("Jetzt entfernen");
    expect(await steps.waitForText("ließ sich nicht entfernen")).toContain(path.join(stubborn, "de.pak"));
  } finally {
    await portal.stop();
  }
});

test("kept: installed for this user, opened by the system for a link and by its symbol; removed it leaves nothing", async () => {
  const portal = await ScriptedPortal.start();
  const installed = path.join(customer.home, ".local/share/ferndiagnose");
  const symbol = path.join(customer.home, "Desktop/Ferndiagnose.desktop");
  const [addSymbol, removeSymbol] = ["Symbol auf dem Schreibtisch anlegen", "Symbol vom Schreibtisch entfernen"];
  try {
    const started = start([`--portal=${portal.url}`]);
    const steps = await refusedSession(portal, started);
    await steps.click("Programm behalten");
    await steps.waitForText(addSymbol);
    expect(existsSync(program())).toBe(false);
    expect(existsSync(path.join(installed, "Ferndiagnose"))).toBe(true);
    expect(existsSync(symbol)).toBe(false);
    await steps.click(addSymbol);
    await steps.waitForText("Auf Ihrem Schreibtisch liegt ein Symbol");
    await started.kill();
    await expect.poll(windows, patience).not.toContain(testTitle);

    // A double click on the symbol. What is started so has no page that could be read from here.
    await customer.run("gio", "launch", symbol);
    await expect.poll(windows, patience).toContain(testTitle);
    for (const processId of processesWith(path.join(installed, "Ferndiagnose"))) kill(processId);
    await expect.poll(windows, patience).not.toContain(testTitle);

    const again = start([], path.dirname(executableOf(symbol)));
    const page = await again.page("steps");
    await page.waitForText("Sitzungsschlüssel");
    const typed = () => page.evaluate("document.querySelector('input').value");
    expect(await typed()).toBe("");
    await customer.run("gio", "open", "ferndiagnose://join?key=7654321&portal=http%3A%2F%2F127.0.0.1%3A7070");
    await expect.poll(typed, patience).toBe("7654321");
    await customer.run("gio", "open", "ferndiagnose://join?key=1111111&portal=https%3A%2F%2Fevil.example");
    await page.waitForText("evil.example");
    await expect.poll(typed, patience).toBe("");

    await page.click(removeSymbol);
    await page.waitForText(addSymbol);
    expect(existsSync(symbol)).toBe(false);
    await page.click(addSymbol);
    await page.waitForText(removeSymbol);
    expect(existsSync(symbol)).toBe(true);
    start(["--remove"], installed);
    await again.ended;
    // Folders that everybody uses stay; the first one is made by the system's own command.
    const common = [".cache", ".config", ".local", ".local/share", ".local/share/applications"];
    const folders = common.map((one) => `${path.basename(customer.home)}/${one} d`);
    await expect.poll(() => customer.tree().filter((line) => !folders.includes(line)), patience).toEqual(before);
  } finally {
    await portal.stop();
  }
});

test("killed it leaves no data; a removal that was cut off is finished by the next start", async () => {
  const unpacked = customer.tree();
  const started = start();
  await (await started.page("steps")).waitForText("Sitzungsschlüssel");
  await started.kill();
  await expect.poll(() => customer.tree(), patience).toEqual(unpacked);

  writeFileSync(path.join(program(), ".ferndiagnose-removing"), '{"processId":4194305}');
  for (const file of ["LICENSE.electron.txt", "version"]) execFileSync("rm", [path.join(program(), file)]);
  const next = start();
  expect(await next.ended).toBe(0);
  await expect.poll(() => customer.tree().filter((line) => !line.includes(savedAs)), patience).toEqual(before);
});

test("the fuses of the packed program are set, and nothing of a session is in it", async () => {
  const wire = await getCurrentFuseWire(path.join(program(), "Ferndiagnose"));
  const [off, on] = ["0".charCodeAt(0), "1".charCodeAt(0)];
  expect(wire).toMatchObject({
    [FuseV1Options.RunAsNode]: off,
    [FuseV1Options.EnableCookieEncryption]: on,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
    [FuseV1Options.EnableNodeCliInspectArguments]: off,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
    [FuseV1Options.OnlyLoadAppFromAsar]: on,
  });
  mkdirSync(path.join(program(), "resources/app"));
  writeFileSync(path.join(program(), "resources/app/package.json"), '{"main":"x.js"}');
  writeFileSync(path.join(program(), "resources/app/x.js"), "process.exit(42)");
  const started = start();
  await (await started.page("steps")).waitForText("Sitzungsschlüssel");
  await started.kill();

  // Alone, as the menu's entry starts it.
  expect(await start(["--remove"]).ended).toBe(0);
  await expect.poll(() => existsSync(path.join(program(), "Ferndiagnose")), patience).toBe(false);
});
