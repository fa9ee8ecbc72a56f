import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { app, BrowserWindow } from "electron";
import { CaptureWindow } from "./capture/capture-window.ts";
import { DesktopScreens } from "./capture/screens.ts";
import { monotonicClock } from "./clock.ts";
import { holdF11, releaseF11 } from "./f11-key.ts";
import { failSafe } from "./fail-safe.ts";
import { controlObstacle, openInputBackend, thisDesktop } from "./input/choose-backend.ts";
import { InputInjector } from "./input/input-injector.ts";
import { standardLog } from "./log.ts";
import { Program } from "./program.ts";
import { receiptOutletsOf } from "./receipt/receipt-window-outlets.ts";
import { denyDownloads } from "./security/deny-downloads.ts";
import { denyNavigation } from "./security/deny-navigation.ts";
import { denyNetwork } from "./security/deny-network.ts";
import { denyNewWindows } from "./security/deny-new-windows.ts";
import { denyPermissions } from "./security/deny-permissions.ts";
import { declareWindowScheme, serveOwnFiles } from "./security/own-files.ts";
import { becomeSingleInstance } from "./security/single-instance.ts";
import { heartbeatCheckFor } from "./session/check-heartbeat.ts";
import { openSocket } from "./signalling/open-socket.ts";
import { chooseStartLanguage } from "./start-language.ts";
import { isLoopback, readStartOptions } from "./start-options.ts";
import { OwnWindows } from "./windows/own-windows.ts";
import { Windows } from "./windows/windows.ts";

const start = readStartOptions(process.argv, process.env["FERNDIAGNOSE_PORTAL"]);

declareWindowScheme();
serveOwnFiles(join(__dirname, "renderer"));
denyNetwork();
denyNavigation();
denyNewWindows();
denyPermissions();
denyDownloads();
if (start.portal && isLoopback(start.portal)) allowLoopbackMedia();

let program: Program | undefined;
failSafe(standardLog, () => program?.session?.stop("program_failed"));

const isFirst = becomeSingleInstance((args) => {
  program?.offerKey(readStartOptions(args, undefined).key);
  windows?.focusSteps();
});
let windows: Windows | undefined;

if (isFirst) void app.whenReady().then(run);
else app.quit();

function run(): void {
  const desktop = thisDesktop();
  const screens = new DesktopScreens();
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
      screens,
      canControl: controlObstacle(desktop) === undefined,
      openSocket,
      startCapture: (screenNumber, events) => new CaptureWindow(() => screens.sourceOf(screenNumber), events),
      openInput: (onFailure) => new InputInjector(openInputBackend(desktop), onFailure),
      ownWindows: { isAt: (x, y) => ownWindows.isAt(x, y), haveFocus: () => ownWindows.haveFocus() },
      holdF11,
      releaseF11,
      heartbeatCheckFor,
      random: (length) => new Uint8Array(randomBytes(length)),
      receiptOutlets: receiptOutletsOf(ownedWindows),
      showSteps: (content) => ownedWindows.showSteps(content),
      showStatus: (content) => ownedWindows.showStatus(content),
      closeStatus: () => ownedWindows.closeStatus(),
      setLanguage: (language) => ownedWindows.setLanguage(language),
      quit: () => app.quit(),
    },
    start,
  );
  program.start();
  standardLog.info("program.started", { electron: process.versions["electron"] ?? "" });
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
  windows?.closeAll();
});

app.on("window-all-closed", () => app.quit());

app.on("will-quit", () => {
  program?.dispose();
  for (const window of BrowserWindow.getAllWindows()) window.destroy();
});

/** A service on this very computer: WebRTC leaves the loopback interface out by itself. */
function allowLoopbackMedia(): void {
  app.commandLine.appendSwitch("allow-loopback-in-peer-connection");
  app.commandLine.appendSwitch("disable-features", "WebRtcHideLocalIpsWithMdns");
}
