import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { xdgFolders } from "../link/linux-registration.ts";
import type { Leftover } from "./after-exit.ts";
import { checkoutRemoval } from "./checkout-removal.ts";
import { downloadedFile } from "./downloaded-file.ts";
import type { Files } from "./files.ts";
import { findInterruptedRemovals, noteRemoval } from "./interrupted-removal.ts";
import { LinuxRemoval } from "./linux-removal.ts";
import { findProgramFolder, type ProgramFolder } from "./program-folder.ts";
import { PROGRAM_MARKER_FILE, type ProgramPackage } from "./program-marker.ts";
import { removeProgramFiles } from "./remove-program-files.ts";

const buildId = "0123456789abcdef0123456789abcdef";
const built = ["Ferndiagnose", "icudtl.dat", "locales/de.pak", "resources/app.asar", "resources/icon.png"];
let home: string;

beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), "ferndiagnose-home-"));
});
afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

function write(path: string, text = path): void {
  fs.mkdirSync(dirname(path), { recursive: true });
  fs.writeFileSync(path, text);
}

function mark(folder: string, fields: object = {}): void {
  const marker = {
    program: "ferndiagnose",
    package: "archive",
    buildId,
    files: [...built, PROGRAM_MARKER_FILE],
    ...fields,
  };
  write(join(folder, PROGRAM_MARKER_FILE), JSON.stringify(marker));
}

/** What a customer gets when they unpack the archive. */
function unpacked(folder: string, kind: ProgramPackage = "archive"): ProgramFolder {
  for (const file of built) write(join(folder, file));
  mark(folder, { package: kind });
  const program = findProgramFolder(fs, { folder, home, buildId });
  if (!program) throw new Error("It is not recognised");
  return program;
}

/** Everything below the home folder, as `find` lists it. */
function tree(): string[] {
  const list = execFileSync("find", [".", "-print0"], { cwd: home, encoding: "utf8" });
  return list.split("\0").filter(Boolean).sort();
}

function removalOf(program: ProgramFolder, given: { appImage?: string; files?: Files } = {}) {
  const told: Leftover[] = [];
  const failures: unknown[] = [];
  const ports = {
    files: given.files ?? fs,
    processId: process.pid,
    afterExit: (leftovers: readonly Leftover[]) => void told.push(...leftovers),
    onFailure: (error: unknown) => void failures.push(error),
  };
  const places = {
    home,
    xdg: xdgFolders({}, home),
    desktop: join(home, "Schreibtisch"),
    downloads: [dirname(program.folder), join(home, "Downloads")],
    appImage: given.appImage,
  };
  return { removal: new LinuxRemoval(ports, places, program), told, failures };
}

function archiveOf(folder: string, file: string): void {
  fs.mkdirSync(dirname(file), { recursive: true });
  const tar = ["--create", "--gzip", "--format=ustar", "--sort=name", "--transform=s,^\\.,Ferndiagnose,"];
  execFileSync("tar", [...tar, `--file=${file}`, `--directory=${folder}`, "."]);
}

const names = ["Ferndiagnose", "Mein Ordner", "Übergröße ß", `it's "so" $HOME \`x\``, "zwei\nZeilen", "-rf"];

test.each(names)("program and archive in a folder called %j go, and nothing else", async (name) => {
  const folder = join(home, name, "Ferndiagnose");
  write(join(home, "Documents/letter.txt"));
  write(join(home, name, "Ferndiagnose 765-4321.tar.gz"), "somebody else's file");
  const before = tree();
  const program = unpacked(folder);
  archiveOf(folder, join(home, name, "Ferndiagnose 123-4567.tar.gz"));
  archiveOf(folder, join(home, "Downloads/Ferndiagnose 123-4567 (1).tar.gz"));
  const { removal, told } = removalOf(program);
  expect(await removal.remove()).toEqual({ left: [], when: "now" });
  expect(tree()).toEqual([...before, "./Downloads"].sort());
  // A kill in the middle changes nothing: all of it was handed to the helper before.
  expect(told.map(({ path }) => path)).toEqual(expect.arrayContaining(built.map((file) => join(folder, file))));
});

test("what the customer put into the folder stays, and the folder with it", async () => {
  const folder = join(home, "Downloads/Ferndiagnose");
  const program = unpacked(folder);
  write(join(folder, "Beleg.pdf"));
  write(join(folder, "resources/Foto.png"));
  expect((await removalOf(program).removal.remove()).left).toEqual([]);
  expect(tree().filter((path) => path.includes("Ferndiagnose/"))).toEqual([
    "./Downloads/Ferndiagnose/Beleg.pdf",
    "./Downloads/Ferndiagnose/resources",
    "./Downloads/Ferndiagnose/resources/Foto.png",
  ]);
});

test("a folder set to read-only goes, too", async () => {
  const folder = join(home, "Ferndiagnose");
  const program = unpacked(folder);
  execFileSync("chmod", ["-R", "a-w", folder]);
  expect((await removalOf(program).removal.remove()).left).toEqual([]);
  expect(tree()).toEqual(["."]);
});

test("what the system does not let go is named, and the rest is gone", async () => {
  const folder = join(home, "Ferndiagnose");
  const program = unpacked(folder);
  const stubborn = join(folder, "locales/de.pak");
  const files = {
    ...fs,
    unlinkSync: (path: fs.PathLike) => {
      if (path === stubborn) throw Object.assign(new Error("no"), { code: "EBUSY" });
      fs.unlinkSync(path);
    },
  };
  expect(removeProgramFiles(files, program)).toEqual([stubborn]);
  expect(tree()).toEqual([".", "./Ferndiagnose", "./Ferndiagnose/locales", "./Ferndiagnose/locales/de.pak"]);
});

describe("nothing but our own folder is ever removed", () => {
  const find = (folder: string) => findProgramFolder(fs, { folder, home, buildId });

  test("no marker, a marker of another build, a marker that is a link, a folder, or nonsense", () => {
    const folder = join(home, "x/Ferndiagnose");
    write(join(folder, "Ferndiagnose"));
    expect(find(folder)).toBeUndefined();
    mark(folder, { buildId: buildId.replace("0", "f") });
    expect(find(folder)).toBeUndefined();
    for (const text of ["", "{", "[]", "null", "{}"]) {
      write(join(folder, PROGRAM_MARKER_FILE), text);
      expect(find(folder), text).toBeUndefined();
    }
    mark(join(home, "elsewhere"));
    fs.unlinkSync(join(folder, PROGRAM_MARKER_FILE));
    fs.symlinkSync(join(home, "elsewhere", PROGRAM_MARKER_FILE), join(folder, PROGRAM_MARKER_FILE));
    expect(find(folder)).toBeUndefined();
    fs.unlinkSync(join(folder, PROGRAM_MARKER_FILE));
    fs.mkdirSync(join(folder, PROGRAM_MARKER_FILE));
    expect(find(folder)).toBeUndefined();
  });

  test.each([
    "../letter.txt",
    "a/../../letter.txt",
    "/etc/passwd",
    "a//b",
    "./a",
    "a/",
    "",
    "a\\b",
    "a\u0000b",
    "C:\\Windows",
  ])("a marker that lists %j", (file) => {
    const folder = join(home, "x/Ferndiagnose");
    mark(folder, { files: [file] });
    expect(find(folder)).toBeUndefined();
  });

  test("a marker in the home folder, above it, at the root, or behind a link to it", () => {
    mark(home);
    expect(find(home)).toBeUndefined();
    expect(findProgramFolder(fs, { folder: home, home: join(home, "customer"), buildId })).toBeUndefined();
    expect(find("/")).toBeUndefined();
    expect(find("/usr")).toBeUndefined();
    const link = join(home, "link");
    fs.symlinkSync(home, link);
    expect(find(link)).toBeUndefined();
    expect(find(`${home}/x/..`)).toBeUndefined();
    const real = join(home, "real");
    fs.mkdirSync(real);
    mark(real);
    fs.symlinkSync(real, join(home, "home"));
    expect(findProgramFolder(fs, { folder: real, home: join(home, "home"), buildId })).toBeUndefined();
  });

  test("links inside the folder are not followed", async () => {
    const folder = join(home, "Ferndiagnose");
    write(join(home, "precious/de.pak"));
    write(join(home, "precious/app"));
    const program = unpacked(folder);
    fs.rmSync(join(folder, "locales"), { recursive: true });
    fs.symlinkSync(join(home, "precious"), join(folder, "locales"));
    fs.unlinkSync(join(folder, "Ferndiagnose"));
    fs.symlinkSync(join(home, "precious/app"), join(folder, "Ferndiagnose"));
    const { removal, told } = removalOf(program);
    await removal.remove();
    expect(tree()).toEqual(expect.arrayContaining(["./precious/app", "./precious/de.pak"]));
    // Nor by the helper that goes through the same list once more.
    expect(told.map(({ path }) => path)).toContain(join(folder, "icudtl.dat"));
    expect(told.filter(({ path }) => path.startsWith(join(folder, "locales")))).toEqual([]);
    expect(tree()).not.toContain("./Ferndiagnose/resources");
  });

  test("a checkout has nothing to remove", async () => {
    expect(checkoutRemoval.kind).toBe("checkout");
    expect(await checkoutRemoval.remove()).toEqual({ left: [], when: "now" });
    expect(await checkoutRemoval.keep()).toEqual({ kept: false, left: [] });
  });
});

describe("a removal that was cut off", () => {
  const gone = 4_194_304 + 1;
  const facts = () => ({
    home,
    isRunning: (processId: number) => processId !== gone,
    known: [...built, PROGRAM_MARKER_FILE],
  });

  test("is found beside the next download and finished", () => {
    const downloads = join(home, "Downloads");
    const program = unpacked(join(downloads, "Ferndiagnose"));
    expect(findInterruptedRemovals(fs, [downloads], facts())).toEqual([]);
    noteRemoval(fs, program, gone);
    fs.unlinkSync(join(program.folder, "locales/de.pak"));
    const [found] = findInterruptedRemovals(fs, [downloads, downloads, join(home, "nowhere")], facts());
    expect(found?.folder).toBe(program.folder);
    if (found) removeProgramFiles(fs, found);
    expect(tree()).toEqual([".", "./Downloads"]);
  });

  test("is left alone while its process lives", () => {
    const program = unpacked(join(home, "Downloads/Ferndiagnose"));
    noteRemoval(fs, program, process.pid);
    expect(findInterruptedRemovals(fs, [join(home, "Downloads")], facts())).toEqual([]);
  });

  test("planted into the customer's own folder, it names files that are none of ours: nothing goes", () => {
    const folder = join(home, "Downloads/Photos");
    write(join(folder, "wedding.jpg"));
    mark(folder, { files: [...built, "wedding.jpg", PROGRAM_MARKER_FILE] });
    write(join(folder, ".ferndiagnose-removing"), JSON.stringify({ processId: gone }));
    expect(findInterruptedRemovals(fs, [join(home, "Downloads")], facts())).toEqual([]);
  });
});

describe("keeping", () => {
  test("installs for this user, opens our links, removes the download; removing it later leaves nothing", async () => {
    write(join(home, ".config/mimeapps.list"), "[Default Applications]\ntext/html=browser.desktop\n");
    fs.mkdirSync(join(home, "Schreibtisch"));
    fs.mkdirSync(join(home, ".local/share/applications"), { recursive: true });
    const before = tree();
    const program = unpacked(join(home, "Downloads/Ferndiagnose"));
    fs.chmodSync(join(program.folder, "Ferndiagnose"), 0o755);
    const { removal } = removalOf(program);
    expect(removal.kind).toBe("portable");
    expect(await removal.keep()).toEqual({ kept: true, left: [] });
    expect(removal.kind).toBe("installed");
    expect(fs.statSync(join(home, ".local/share/ferndiagnose/Ferndiagnose")).mode & 0o777).toBe(0o755);
    expect(fs.existsSync(program.folder)).toBe(false);
    const entry = fs.readFileSync(join(home, ".local/share/applications/ferndiagnose.desktop"), "utf8");
    expect(entry.replaceAll('"', "")).toContain(`Exec=${home}/.local/share/ferndiagnose/Ferndiagnose %u`);
    const list = fs.readFileSync(join(home, ".config/mimeapps.list"), "utf8");
    expect(list).toContain("x-scheme-handler/ferndiagnose=ferndiagnose.desktop\n");

    expect(removal.shortcut.isPresent()).toBe(false);
    await removal.shortcut.set(true);
    expect(removal.shortcut.isPresent()).toBe(true);
    expect(fs.statSync(join(home, "Schreibtisch/Ferndiagnose.desktop")).mode & 0o111).toBe(0o111);

    // The next start finds itself installed.
    const installed = findProgramFolder(fs, { folder: join(home, ".local/share/ferndiagnose"), home, buildId });
    expect(installed?.marker.package).toBe("installed");
    if (!installed) return;
    expect(await removalOf(installed).removal.remove()).toEqual({ left: [], when: "now" });
    expect(tree()).toEqual([...before, "./Downloads"].sort());
    expect(fs.readFileSync(join(home, ".config/mimeapps.list"), "utf8")).toBe(
      "[Default Applications]\ntext/html=browser.desktop\n",
    );
  });

  test("a newer one takes the place of the one kept before", async () => {
    await removalOf(unpacked(join(home, "Downloads/Ferndiagnose"))).removal.keep();
    const again = removalOf(unpacked(join(home, "Downloads/Ferndiagnose")));
    expect(await again.removal.keep()).toEqual({ kept: true, left: [] });
  });

  test("a newer one takes the place, and what the customer put there stays with it", async () => {
    const place = join(home, ".local/share/ferndiagnose");
    await removalOf(unpacked(join(home, "Downloads/Ferndiagnose"))).removal.keep();
    write(join(place, "Beleg.pdf"));
    write(join(place, "resources/Foto.png"));
    write(join(place, "locales/de.pak"), "older");
    const again = removalOf(unpacked(join(home, "Downloads/Ferndiagnose")));
    expect(await again.removal.keep()).toEqual({ kept: true, left: [] });
    expect(fs.readFileSync(join(place, "locales/de.pak"), "utf8")).not.toBe("older");
    const installed = [...built, PROGRAM_MARKER_FILE, "Beleg.pdf", "resources/Foto.png"];
    expect(tree()).toEqual(expect.arrayContaining(installed.map((file) => `./.local/share/ferndiagnose/${file}`)));
    expect(fs.readdirSync(join(home, ".local/share")).sort()).toEqual(["applications", "ferndiagnose"]);
  });

  test.each(["the copy", "the menu"])("what was kept before is there again when %s does not work out", async (what) => {
    const place = join(home, ".local/share/ferndiagnose");
    await removalOf(unpacked(join(home, "Downloads/Ferndiagnose"))).removal.keep();
    write(join(place, "Beleg.pdf"));
    write(join(place, "locales/de.pak"), "older");
    const program = unpacked(join(home, "Downloads/Ferndiagnose"));
    const before = tree();
    const entry = join(home, ".local/share/applications/ferndiagnose.desktop");
    const renameSync: typeof fs.renameSync = (from, to) => {
      if (what === "the copy" ? to === place && !String(from).endsWith(".before") : to === entry)
        throw Object.assign(new Error("no"), { code: "EPERM" });
      fs.renameSync(from, to);
    };
    const { removal, failures } = removalOf(program, { files: { ...fs, renameSync } });
    expect(await removal.keep()).toEqual({ kept: false, left: [] });
    expect(failures).toHaveLength(1);
    expect(tree().filter((path) => !path.endsWith(".desktop.ferndiagnose"))).toEqual(before);
    expect(fs.readFileSync(join(place, "locales/de.pak"), "utf8")).toBe("older");
  });

  test("where something else has our place, nothing changes and the program can still go", async () => {
    write(join(home, ".local/share/ferndiagnose"), "not ours");
    const before = tree();
    const program = unpacked(join(home, "Downloads/Ferndiagnose"));
    const { removal } = removalOf(program);
    expect(await removal.keep()).toEqual({ kept: false, left: [] });
    expect(removal.kind).toBe("portable");
    await removal.remove();
    expect(tree()).toEqual([...before, "./Downloads"].sort());
  });

  test("a symbol that is not ours is neither replaced nor removed", async () => {
    const { removal } = removalOf(unpacked(join(home, ".local/share/ferndiagnose"), "installed"));
    write(join(home, "Schreibtisch/Ferndiagnose.desktop"), "another program's");
    expect(removal.shortcut.isPresent()).toBe(false);
    await expect(removal.shortcut.set(true)).rejects.toThrow();
    await removal.remove();
    expect(tree()).toContain("./Schreibtisch/Ferndiagnose.desktop");
  });
});

describe("an AppImage", () => {
  const image = () => {
    const file = join(home, "Downloads/Ferndiagnose 123-4567.AppImage");
    write(file, `\x7fELF\x02\x01\x01\x00AI\x02${"x".repeat(100)}`);
    return file;
  };

  test("counts only when we run from its very mount", () => {
    const program = unpacked(join(home, "mount"), "appimage");
    const file = image();
    expect(downloadedFile(fs, program, { APPIMAGE: file, APPDIR: program.folder })).toBe(file);
    expect(downloadedFile(fs, program, { APPIMAGE: file, APPDIR: "/tmp/.mount_Other" })).toBeUndefined();
    expect(downloadedFile(fs, program, { APPIMAGE: file })).toBeUndefined();
    expect(downloadedFile(fs, program, { APPIMAGE: "x.AppImage", APPDIR: program.folder })).toBeUndefined();
    const letter = join(home, "letter.txt");
    write(letter);
    expect(downloadedFile(fs, program, { APPIMAGE: letter, APPDIR: program.folder })).toBeUndefined();
    const archive = unpacked(join(home, "unpacked/Ferndiagnose"), "archive");
    expect(downloadedFile(fs, archive, { APPIMAGE: file, APPDIR: archive.folder })).toBeUndefined();
  });

  test("goes as one file", async () => {
    const program = unpacked(join(home, "mount"), "appimage");
    const { removal } = removalOf(program, { appImage: image() });
    expect((await removal.remove()).left).toEqual([]);
    expect(tree()).not.toContain("./Downloads/Ferndiagnose 123-4567.AppImage");
  });
});
