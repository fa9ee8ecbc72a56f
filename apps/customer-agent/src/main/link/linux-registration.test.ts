import { expect, test } from "vitest";
import { withLinkHandler, withoutLinkHandler } from "./default-applications.ts";
import { desktopEntry } from "./desktop-entry.ts";

test("the entry names the program exactly, whatever its path", () => {
  const entry = (executable: string) => desktopEntry({ executable, icon: "/icon.png", opensLinks: true });
  expect(entry("/home/x/.local/share/x-1/X")).toContain("\nExec=/home/x/.local/share/x-1/X %u\n");
  expect(entry("/home/jörg müller/x")).toContain('\nExec="/home/jörg müller/x" %u\n');
  // "100%" must not begin a field code; $, ` and " are escaped for the argument, and backslashes once more for the file.
  expect(entry('/a/100%/$b/`c`/"d"')).toContain('\nExec="/a/100%%/\\\\$b/\\\\`c\\\\`/\\\\"d\\\\"" %u\n');
  expect(entry("/a/zwei\nExec=evil")).toBeUndefined();
  expect(desktopEntry({ executable: "/x", icon: "/x\nExec=evil", opensLinks: false })).toBeUndefined();
});

test("the symbol on the desktop opens the program and no links", () => {
  const text = desktopEntry({ executable: "/x", icon: "/i", opensLinks: false });
  expect(text).toContain("Exec=/x\n");
  expect(text).not.toContain("MimeType");
});

test.each([
  ["", "[Default Applications]\nx-scheme-handler/ferndiagnose=ferndiagnose.desktop\n", ""],
  [
    "[Default Applications]\ntext/html=a.desktop\n\n[Added Associations]\nx=y\n",
    "[Default Applications]\nx-scheme-handler/ferndiagnose=ferndiagnose.desktop\ntext/html=a.desktop\n\n[Added Associations]\nx=y\n",
    "[Default Applications]\ntext/html=a.desktop\n\n[Added Associations]\nx=y\n",
  ],
  [
    "[Added Associations]\nx=y",
    "[Added Associations]\nx=y\n[Default Applications]\nx-scheme-handler/ferndiagnose=ferndiagnose.desktop\n",
    "[Added Associations]\nx=y\n[Default Applications]\n",
  ],
])("settings %j: in, in again, and out", (before, within, after) => {
  expect(withLinkHandler(before)).toBe(within);
  expect(withLinkHandler(within)).toBe(within);
  expect(withoutLinkHandler(within)).toBe(after);
});

test("another program that opens our links by now stays", () => {
  const text = "[Default Applications]\nx-scheme-handler/ferndiagnose=other.desktop\n";
  expect(withoutLinkHandler(text)).toBe(text);
});
