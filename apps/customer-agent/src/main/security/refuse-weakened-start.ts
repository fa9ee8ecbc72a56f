import { app, dialog } from "electron";

/** Switches of Chromium that open a released program to others on the same computer. */
const opening = ["remote-debugging-port", "remote-debugging-pipe", "js-flags", "disable-web-security"];

/**
 * A released program does not run with doors open, nor without Chromium's sandbox. Without the sandbox only as root, where
 * Chromium has none, and in test builds. Ends the program, with a word to whoever started it.
 */
export function refuseWeakenedStart(isTest: boolean): void {
  if (!app.isPackaged || isTest) return;
  const isSandboxMissing = app.commandLine.hasSwitch("no-sandbox") && process.getuid?.() !== 0;
  if (!isSandboxMissing && !opening.some((name) => app.commandLine.hasSwitch(name))) return;
  dialog.showErrorBox("Ferndiagnose", isSandboxMissing ? noSandbox : opened);
  app.exit(1);
}

const noSandbox =
  "Dieses System erlaubt Ferndiagnose nicht, sich selbst abzuschirmen. Zu Ihrer Sicherheit startet das Programm so nicht. " +
  "Bitte sagen Sie es Ihrem Berater.\n\n" +
  "This system does not let Ferndiagnose shield itself. For your safety it does not start like this. Please tell your adviser. " +
  "(User namespaces are restricted: kernel.apparmor_restrict_unprivileged_userns or user.max_user_namespaces.)";

const opened =
  "Ferndiagnose wurde mit Schaltern gestartet, die anderen Programmen Zugriff geben. So startet es nicht.\n\n" +
  "Ferndiagnose was started with switches that give other programs access. It does not start like this.";
