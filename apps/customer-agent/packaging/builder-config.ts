import path from "node:path";
import type { Configuration } from "electron-builder";
import { type DownloadTarget, downloadName } from "./download-target.ts";

const assets = import.meta.dirname;

export interface BuilderInput {
  readonly target: DownloadTarget;
  /** Exactly what goes into the program, as `stageProgram` leaves it. */
  readonly stage: string;
  readonly out: string;
  readonly isTest: boolean;
  readonly electronVersion: string;
  /** A folder with the verified official zip, or in a test build an unpacked Electron. */
  readonly electronDist: string;
  readonly afterPack: NonNullable<Configuration["afterPack"]>;
}

export const linkScheme = "ferndiagnose";

/**
 * Fuses are switches inside Electron's own executable that nobody can turn back without breaking the signature
 * (electronjs.org, "Electron Fuses").
 */
export function fusesOf(
  { system }: DownloadTarget,
  electronVersion: string,
): NonNullable<Configuration["electronFuses"]> {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // Older ones, in test builds, do not have this one.
    ...(Number.parseInt(electronVersion, 10) >= 29 ? { grantFileProtocolExtraPrivileges: false } : {}),
    // On macOS this makes a keychain entry at the start, which would stay behind. There are no cookies to protect anywhere.
    enableCookieEncryption: system !== "macos",
  };
}

/** What electron-builder is told for one download: the same bytes for everybody, no installer, no updater, no administrator. */
export function builderConfig(input: BuilderInput): Configuration {
  const { target, isTest } = input;
  return {
    appId: isTest ? "de.ferndiagnose.kunde.test" : "de.ferndiagnose.kunde",
    productName: "Ferndiagnose",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills it in.
    copyright: "Copyright © ${author}",
    directories: { app: input.stage, output: input.out, buildResources: assets },
    files: [
      { from: input.stage, to: ".", filter: ["**/*", "!node_modules"] },
      { from: path.join(input.stage, "node_modules"), to: "node_modules" },
    ],
    asar: true,
    asarUnpack: ["**/*.node"],
    artifactName: downloadName(target, isTest),
    electronVersion: input.electronVersion,
    electronDist: input.electronDist,
    electronFuses: fusesOf(target, input.electronVersion),
    electronLanguages: ["de", "en", "en-US"],
    npmRebuild: false,
    publish: null,
    compression: "normal",
    afterPack: input.afterPack,
    protocols: [{ name: "Ferndiagnose", schemes: [linkScheme] }],
    win: {
      target: { target: target.kind === "portable-exe" ? "portable" : "dir", arch: target.arch },
      icon: path.join(assets, "icon.png"),
      requestedExecutionLevel: "asInvoker",
      // Without a certificate electron-builder leaves the file unsigned and goes on; a release must not.
      forceCodeSigning: !isTest,
    },
    // A folder of its own for each start, so that a second start takes nothing away from the first.
    portable: { requestExecutionLevel: "user", unpackDirName: true },
    mac: {
      target: { target: target.kind === "dmg" ? "dmg" : "dir", arch: target.arch },
      icon: path.join(assets, "icon.png"),
      category: "public.app-category.utilities",
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: path.join(assets, "entitlements.mac.plist"),
      entitlementsInherit: path.join(assets, "entitlements.mac.plist"),
      forceCodeSigning: !isTest,
      notarize: !isTest,
      extendInfo: {
        NSScreenCaptureUsageDescription:
          "Ihr Berater sieht den Bildschirm nur, wenn Sie es erlauben, und nur so lange.",
      },
    },
    dmg: { writeUpdateInfo: false, sign: false },
    linux: {
      // For the menu and the desktop of customers who keep the program.
      extraResources: [{ from: path.join(assets, "icon.png"), to: "icon.png" }],
      target: { target: target.kind === "appimage" ? "AppImage" : "dir", arch: target.arch },
      executableName: "Ferndiagnose",
      icon: path.join(assets, "icon.png"),
      category: "Utility",
      description: "Fernunterstützung, die Sie jederzeit beenden",
      executableArgs: [],
    },
  };
}
