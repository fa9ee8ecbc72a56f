import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { privacyVersion } from "@ferndiagnose/data-catalogue";
import { termsVersion } from "@ferndiagnose/ui/legal";
import { app, BrowserWindow, powerMonitor } from "electron";
import { CaptureWindow } from "./capture/capture-window.ts";
import { DesktopPictures } from "./capture/desktop-pictures.ts";
import { monotonicClock } from "./clock.ts";
import { hearF11InOwnWindows, holdF11, releaseF11 } from "./f11-key.ts";
import { failSafe } from "./fail-safe.ts";
import { provideWebCrypto } from "./global-web-crypto.ts";
import { controlObstacle, openInputBackend, thisDesktop } from "./input/choose-backend.ts";
import { openOwnDevices } from "./input/own-devices.ts";
import { type Heir, noHeir, ShellHeir } from "./last-word/heir.ts";
import { readLastWord } from "./last-word/read-last-word.ts";
import { standardLog } from "./log.ts";
import { markTestBuild } from "./packaged/mark-test-build.ts";
import { openThisProgram } from "./packaged/this-program.ts";
import { Program } from "./program.ts";
import { receiptOutletsOf } from "./receipt/receipt-window-outlets.ts";
import { denyDownloads } from "./security/deny-downloads.ts";
import { denyNavigation } from "./security/deny-navigation.ts";
import { denyNetwork } from "./security/deny-network.ts";
import { denyNewWindows } from "./security/deny-new-windows.ts";
import { denyPermissions } from "./security/deny-permissions.ts";
import { declareWindowScheme, serveOwnFiles } from "./security/own-files.ts";
import { refuseWeakenedStart } from "./security/refuse-weakened-start.ts";
import { becomeSingleInstance } from "./security/single-instance.ts";
import { heartbeatCheckFor } from "./session/check-heartbeat.ts";
import { openSocket } from "./signalling/open-socket.ts";
import { chooseStartLanguage } from "./start-language.ts";
import { isLoopback, readStartOptions, type StartOptions } from "./start-options.ts";
import { forkWatchdog, startAnew } from "./watchdog/fork-watchdog.ts";
import { WatchdogLink } from "./watchdog/watchdog-link.ts";
import { OwnWindows } from "./windows/own-windows.ts";
import { Windows } from "./windows/windows.ts";

/** As it was handed to us: before we point it to folders that end with us. */
const env = { ...process.env };
const hasShell = process.platform !== "win32";
provideWebCrypto();
const thisProgram = openThisProgram(standardLog);
const configuredPortal = thisProgram.portal ?? process.env["FERNDIAGNOSE_PORTAL"];
const isPortalFixed = thisProgram.portal !== undefined && !thisProgram.isTest;
const { keyFromName } = thisProgram;
const start = readStartOptions(process.argv, configuredPortal, { keyFromName, isPortalFixed });

refuseWeakenedStart(thisProgram.isTest);
if (thisProgram.isTest) markTestBuild();
declareWindowScheme();
serveOwnFiles(join(__dirname, "renderer"));
denyNetwork();
denyNavigation();
denyNewWindows();
denyPermissions();
denyDownloads();
hearF11InOwnWindows();
if (start.portal && isLoopback(start.portal)) allowLoopbackMedia();

let program: Program | undefined;
failSafe(standardLog, () => program?.session?.stop("program_failed"));

/** A Mac hands over the link that started us before there is a page to show it on. */
let early: StartOptions | undefined;

const isFirst = becomeSingleInstance((args) => {
  const again = readStartOptions(args, start.portal?.href ?? configuredPortal, { isPortalFixed });
  if (!program) early = again;
  // The second start still reads its own files until it has ended.
  if (again.remove && !program?.session) return void setTimeout(() => program?.session || removeAndQuit(), 1000);
  // Started once more by hand: what stands in the field stays.
  if (again.key !== "" || again.foreignPortal !== undefined) program?.offerKey(again.key, again.foreignPortal);
  windows?.focusSteps();
});
let windows: Windows | undefined;

if (isFirst) thisProgram.holdUserData();
if (isFirst && !thisProgram.isGone) void app.whenReady().then(start.remove ? removeAndQuit : run);
else app.quit();

function run(): void {
  const desktop = thisDesktop();
  const pictures = new DesktopPictures({ clock: monotonicClock, log: standardLog, desktop });
  const ownWindows = new OwnWindows(() => program?.session?.handleOwnFocus());
  const ownedWindows = new Windows({
    clock: monotonicClock,
    language: chooseStartLanguage(start.language, app.getPreferredSystemLanguages()),
    ownWindows,
    onStepsAction: (action) => program?.handleStepsAction(action),
    onStatusAction: (action) => program?.handleStatusAction(action),
    onCloseWanted: () => program?.handleWindowClosed(),
    onStatusHung: () => program?.handleStatusHung(),
  });
  windows = ownedWindows;
  program = new Program(
    {
      clock: monotonicClock,
      log: standardLog,
      pictures,
      canControl: controlObstacle(desktop) === undefined,
      openSocket,
      startCapture: (view, events) => new CaptureWindow((shared) => pictures.capturedOf(shared), view, events),
      openInput: () => openInputBackend(desktop),
      systemIdleSeconds: () => powerMonitor.getSystemIdleTime(),
      openOwnDevices: () => openOwnDevices(desktop, standardLog),
      ownWindows: { isAt: (x, y) => ownWindows.isAt(x, y), haveFocus: () => ownWindows.haveFocus() },
      holdF11: (onPress) => holdF11(desktop, onPress),
      releaseF11,
      startWatchdog: (subject) => new WatchdogLink(monotonicClock, forkWatchdog(), subject, watched()),
      carriedVersions: { terms: termsVersion, privacy: privacyVersion },
      removal: thisProgram.removal,
      heir: openHeir(),
      heartbeatCheckFor,
      random: (length) => new Uint8Array(randomBytes(length)),
      receiptOutlets: receiptOutletsOf(ownedWindows),
      showSteps: (content) => ownedWindows.showSteps(content),
      hideSteps: () => ownedWindows.hideSteps(),
      showStatus: (content) => ownedWindows.showStatus(content),
      closeStatus: () => ownedWindows.closeStatus(),
      setLanguage: (language) => ownedWindows.setLanguage(language),
      quit: () => app.quit(),
    },
    {
      ...start,
      isTest: thisProgram.isTest,
      lastWord: start.hasLastWord ? readLastWord(standardLog) : undefined,
    },
  );
  program.start();
  if (early && (early.key !== "" || early.foreignPortal !== undefined)) {
    program.offerKey(early.key, early.foreignPortal);
  }
  standardLog.info("program.started");
}

/** From the menu or by a second start with `--remove`; a session is ended first by whoever wants that. */
function removeAndQuit(): void {
  thisProgram.removeAtEnd();
  app.quit();
}

/** Leaving in the middle of a session is an end like any other: off first, then a word to the server. */
app.on("before-quit", (event) => {
  const { session } = program ?? {};
  if (session && !session.isOver) {
    event.preventDefault();
    session.stop("customer_quit");
    setTimeout(() => app.quit(), 300);
    return;
  }
  const removal = program?.removeBeforeQuit();
  if (removal) {
    event.preventDefault();
    void removal.then(() => app.quit());
    return;
  }
  windows?.closeAll();
});

app.on("window-all-closed", () => app.quit());

app.on("will-quit", () => {
  program?.dispose();
  for (const window of BrowserWindow.getAllWindows()) window.destroy();
});

/** Where nobody inherits, the watchdog at least leaves a word why this program has gone. */
function watched(): { mainProcessId: number; word?: ReturnType<typeof anew> } {
  const word = hasShell ? {} : { word: anew("--stopped-by-watchdog={lasted}") };
  return { mainProcessId: process.pid, ...word };
}

function openHeir(): Heir {
  return hasShell ? new ShellHeir(anew("--last-word"), env) : noHeir;
}

/** After what happened: it needs no key. */
function anew(option: string): ReturnType<typeof startAnew> {
  const portal = start.portal ? [`--portal=${start.portal.href}`] : [];
  return startAnew(thisProgram.downloadedFile ?? process.execPath, [...portal, option]);
}

/** A service on this very computer: WebRTC leaves the loopback interface out by itself. */
function allowLoopbackMedia(): void {
  app.commandLine.appendSwitch("allow-loopback-in-peer-connection");
  app.commandLine.appendSwitch("disable-features", "WebRtcHideLocalIpsWithMdns");
}
