/** Name of our desktop entry, under which the system knows us. */
export const desktopEntryName = "ferndiagnose.desktop";

export interface DesktopEntry {
  readonly executable: string;
  readonly icon: string;
  /** Whether the entry also opens our links; the symbol on the desktop does not. */
  readonly opensLinks: boolean;
}

/** The file's text (Desktop Entry Specification 1.5). Undefined for a path that such a file cannot name. */
export function desktopEntry({ executable, icon, opensLinks }: DesktopEntry): string | undefined {
  const command = quoteArgument(executable);
  if (command === undefined || /\p{Cc}/u.test(icon)) return undefined;
  const lines = [
    "[Desktop Entry]",
    "Type=Application",
    "Version=1.5",
    "Name=Ferndiagnose",
    "Comment=Fernunterstützung, die Sie jederzeit mit F11 beenden",
    "Comment[en]=Remote support that you end at any moment with F11",
    `Exec=${command}${opensLinks ? " %u" : ""}`,
    `Icon=${icon.replaceAll("\\", "\\\\")}`,
    "Terminal=false",
    "Categories=Utility;",
  ];
  if (!opensLinks) return `${lines.join("\n")}\n`;
  return `${[
    ...lines,
    "MimeType=x-scheme-handler/ferndiagnose;",
    "Actions=remove;",
    "",
    "[Desktop Action remove]",
    "Name=Ferndiagnose entfernen",
    "Name[en]=Remove Ferndiagnose",
    `Exec=${command} --remove`,
  ].join("\n")}\n`;
}

/**
 * Twice: once for the argument between double quotes, once for a string value ("The Exec key", "Value types"). A path that
 * needs none gets none: xdg-open on a desktop it does not know looks for a program with the quotes in its name.
 */
function quoteArgument(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return undefined;
  if (/^[\w/.-]+$/.test(path)) return path;
  const argument = `"${path.replace(/["`$\\]/g, "\\$&").replaceAll("%", "%%")}"`;
  return argument.replaceAll("\\", "\\\\");
}
