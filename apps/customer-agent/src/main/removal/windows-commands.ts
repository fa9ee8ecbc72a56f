/** A command with its environment. Nothing of a path is part of the script. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface WindowsLeftovers {
  readonly files: readonly string[];
  /** Removed with everything in them. */
  readonly folders: readonly string[];
  /** The deepest first; they stay when something of the customer's lies in them. */
  readonly emptyFolders: readonly string[];
}

/**
 * Windows keeps the files of a running program, and of the stub that unpacked it, which waits for us. So this waits for
 * our end and then tries for a while. `|` cannot stand in a Windows path, and the environment is UTF-16: so spaces,
 * umlauts, quotes and percent signs arrive as they are.
 */
const script = [
  "$ErrorActionPreference = 'SilentlyContinue'",
  "Wait-Process -Id ([int]$env:FERNDIAGNOSE_PROCESS) -Timeout 120",
  "foreach ($round in 1..150) {",
  "  $left = $false",
  "  foreach ($path in $env:FERNDIAGNOSE_FILES.Split('|')) { if ($path) { Remove-Item -LiteralPath $path -Force; if (Test-Path -LiteralPath $path) { $left = $true } } }",
  "  foreach ($path in $env:FERNDIAGNOSE_FOLDERS.Split('|')) { if ($path) { Remove-Item -LiteralPath $path -Recurse -Force; if (Test-Path -LiteralPath $path) { $left = $true } } }",
  "  foreach ($path in $env:FERNDIAGNOSE_EMPTY.Split('|')) { if ($path) { [IO.Directory]::Delete($path) } }",
  "  if (-not $left) { break }",
  "  Start-Sleep -Milliseconds 400",
  "}",
].join("\n");

/** For a process of its own that outlives us, without a window and without an administrator. */
export function windowsRemoval(processId: number, leftovers: WindowsLeftovers, systemRoot: string): Command {
  return {
    // By its full path: nothing that lies beside the download is started in its place.
    command: `${systemRoot}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: ["-NoLogo", "-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command", script],
    env: {
      FERNDIAGNOSE_PROCESS: String(processId),
      FERNDIAGNOSE_FILES: joined(leftovers.files),
      FERNDIAGNOSE_FOLDERS: joined(leftovers.folders),
      FERNDIAGNOSE_EMPTY: joined(leftovers.emptyFolders),
    },
  };
}

/** Only whole Windows paths below a drive or a share's folder: never a drive itself, never a wildcard or a relative one. */
function joined(paths: readonly string[]): string {
  for (const path of paths) {
    if (
      !/^(?:[A-Za-z]:|\\\\[^\\/|*?"<>]+\\[^\\/|*?"<>]+)(?:\\[^\\/:|*?"<>\p{Cc}]+)+$/u.test(path) ||
      /\\\.\.?(?:\\|$)/.test(path)
    ) {
      throw new Error("This is no path that may be removed");
    }
  }
  return paths.join("|");
}
