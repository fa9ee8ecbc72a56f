import { desktopEntryName } from "./desktop-entry.ts";

const section = "[Default Applications]";
const key = "x-scheme-handler/ferndiagnose";
const ownLine = `${key}=${desktopEntryName}`;

/** mimeapps.list with our links opened by us (MIME Application Specification 1.0). Other lines stay as they are. */
export function withLinkHandler(text: string): string {
  const without = withoutLinkHandler(text, () => true);
  const lines = without === "" ? [] : without.replace(/\n$/, "").split("\n");
  const at = lines.findIndex((line) => line.trim() === section);
  if (at < 0) return [...lines, section, ownLine, ""].join("\n");
  return [...lines.slice(0, at + 1), ownLine, ...lines.slice(at + 1), ""].join("\n");
}

/** The same text without what we put in; empty when nothing else was in it. An entry of another program stays. */
export function withoutLinkHandler(
  text: string,
  isOurs: (value: string) => boolean = (value) => value.replace(/;$/, "") === desktopEntryName,
): string {
  const lines = text.split("\n").filter((line) => {
    const [name, value] = split(line);
    return !(name === key && isOurs(value));
  });
  return lines.every((line) => line.trim() === "" || line.trim() === section) ? "" : lines.join("\n");
}

function split(line: string): [string, string] {
  const at = line.indexOf("=");
  return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
