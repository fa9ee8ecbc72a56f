/**
 * Who may import whom among our own workspaces (packages/docs/architecture.md): a list of folders, or for a folder only
 * the names given. A workspace without a row may import nothing of ours, and is itself reported until it has one.
 */
export const mayImport: Record<string, Row> = {
  "packages/protocol": [],
  "packages/transparency-log": [],
  "packages/data-catalogue": [],
  "packages/ui": [],
  "packages/sealed-recording": [
    { from: "packages/protocol", names: ["ChannelRecord", "DescriptionRecord", "EventRecord", "MarkerRecord"] },
  ],
  "packages/session": ["packages/protocol"],
  "packages/server": ["packages/protocol"],
  "packages/rtc": ["packages/protocol"],
  "packages/playback": ["packages/protocol", "packages/sealed-recording"],
  "packages/testkit": [
    "packages/protocol",
    "packages/session",
    "packages/sealed-recording",
    "packages/transparency-log",
  ],
  "packages/e2e": ["packages/*"],
  "packages/docs": [],
  "apps/*": ["packages/*"],
  "rescue-portal": ["packages/*"],
  recordings: ["packages/*"],
  scripts: ["packages/*", "apps/*", "rescue-portal", "recordings"],
};

/** Only files that test or start something may import these, whatever the table above says. */
export const onlyForTests = ["packages/testkit", "packages/e2e"];
export const mayUseTestPackages = ["packages/testkit", "packages/e2e", "scripts"];

/** Folders that may import only what is listed, besides files in the same folder. Tests in them are as bound. */
export const narrowFolders: Record<string, readonly string[]> = {
  "apps/*/src/preload": ["@ferndiagnose/protocol/ipc", "electron"],
};

/**
 * Folders of one program that never import each other: each runs in a process of its own. A renderer may take the types
 * of the bridge that its preload makes.
 */
export const separateFolders: readonly (readonly string[])[] = [
  ["apps/customer-agent/src/main", "apps/customer-agent/src/renderer"],
  ["apps/customer-agent/src/main", "apps/customer-agent/src/preload"],
];

/** Product files that load something by a computed name. The list may only become shorter. */
export const computedImports = [
  // An optional package that may be missing where types are checked, too.
  "recordings/src/export/find-ffmpeg.ts",
];

/** Packages that a runtime brings along: nobody declares them, and only these folders may import them. */
export const broughtByRuntime: Record<string, readonly string[]> = {
  electron: ["apps/customer-agent/src/main", "apps/customer-agent/src/preload"],
  "original-fs": ["apps/customer-agent/src/main/packaged"],
};

/** Files that may use the devDependencies of the root: tests and what they stand on, measurements, what builds. */
export const toolFiles = [
  /\.test\.tsx?$/,
  /\.bench\.tsx?$/,
  /\.config\.[cm]?[jt]s$/,
  /(^|\/)(testing|tests|fixtures|vectors|bench|build|packaging|debug)\//,
  /(^|\/)build(-[a-z]+)?\.[cm]?[jt]s$/,
];

export type Row = readonly (string | { readonly from: string; readonly names: readonly string[] })[];
