import { type Device, Download, SessionKey } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { downloadsFor, fileNameFor, inOrder } from "./choose-downloads.ts";

function download(system: Download["system"], arch: Download["arch"], kind: Download["kind"]): Download {
  const name = `ferndiagnose-${system}-${arch}.${kind}`;
  return Download.parse({ system, arch, kind, name, size: 1, sha256: "0".repeat(64), isTest: false, href: name });
}

const windows = download("windows", "x64", "portable-exe");
const appleMac = download("macos", "arm64", "dmg");
const intelMac = download("macos", "x64", "dmg");
const appImage = download("linux", "x64", "appimage");
const archive = download("linux", "x64", "archive");
const all = [archive, intelMac, appImage, windows, appleMac];

function device(system: Device["system"], arch: Device["arch"]): Device {
  return { system, arch, browser: "other" };
}

test("a computer gets the file for its system and processor", () => {
  expect(downloadsFor(device("windows", "x64"), all)).toEqual([windows]);
  expect(downloadsFor(device("windows", "unknown"), all)).toEqual([windows]);
  expect(downloadsFor(device("macos", "arm64"), all)).toEqual([appleMac]);
  expect(downloadsFor(device("macos", "x64"), all)).toEqual([intelMac]);
  expect(downloadsFor(device("linux", "x64"), all)).toEqual([appImage]);
  expect(downloadsFor(device("linux", "unknown"), [archive])).toEqual([archive]);
});

test("whoever has a Mac of an unknown kind chooses", () => {
  expect(downloadsFor(device("macos", "unknown"), all)).toEqual([appleMac, intelMac]);
  expect(downloadsFor(device("macos", "unknown"), [intelMac])).toEqual([intelMac]);
});

test("an ARM computer gets the other file where its system can run it", () => {
  expect(downloadsFor(device("windows", "arm64"), all)).toEqual([windows]);
  expect(downloadsFor(device("macos", "arm64"), [intelMac])).toEqual([intelMac]);
  expect(downloadsFor(device("linux", "arm64"), all)).toEqual([]);
  expect(downloadsFor(device("macos", "x64"), [appleMac])).toEqual([]);
});

test("phones, tablets and what nobody knows get none", () => {
  for (const system of ["android", "ios", "chromeos", "other"] as const) {
    for (const arch of ["x64", "arm64", "unknown"] as const)
      expect(downloadsFor(device(system, arch), all)).toEqual([]);
  }
});

test("all of them stand in a fixed order, whatever the server's is", () => {
  const order = [windows, appleMac, intelMac, appImage, archive];
  expect(inOrder(all)).toEqual(order);
  expect(inOrder([...all].reverse())).toEqual(order);
});

test("the file's name carries the key, and its ending stays", () => {
  const key = SessionKey.parse("1234567");
  expect(fileNameFor(windows, key)).toBe("Ferndiagnose 123-4567.exe");
  expect(fileNameFor(appleMac, key)).toBe("Ferndiagnose 123-4567.dmg");
  expect(fileNameFor(appImage, key)).toBe("Ferndiagnose 123-4567.AppImage");
  expect(fileNameFor({ kind: "archive", name: "ferndiagnose-linux-x64.tar.gz" }, key)).toBe(
    "Ferndiagnose 123-4567.tar.gz",
  );
  expect(fileNameFor({ kind: "archive", name: "x 1.2.zip" }, key)).toBe("Ferndiagnose 123-4567.zip");
});
