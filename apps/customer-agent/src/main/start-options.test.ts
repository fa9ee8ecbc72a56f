import { expect, test } from "vitest";
import { readStartOptions } from "./start-options.ts";

test("portal, key and language by argument", () => {
  const options = readStartOptions(
    ["electron", "dist", "--portal=https://help.example", "--key", "0123456", "--language=en"],
    undefined,
  );
  expect(options.portal?.href).toBe("https://help.example/");
  expect(options).toMatchObject({ key: "0123456", language: "en" });
});

test("a link fills the key in, and names the portal only where none is configured", () => {
  const link = "ferndiagnose://join?key=1234567&portal=https%3A%2F%2Felsewhere.example";
  expect(readStartOptions([link], undefined).portal?.host).toBe("elsewhere.example");
  expect(readStartOptions([link], "https://help.example").portal?.host).toBe("help.example");
  expect(readStartOptions([link], undefined).key).toBe("1234567");
  expect(readStartOptions(["ferndiagnose://other?key=1234567"], undefined).key).toBe("");
});

test("a link to another service is said, and neither it nor its key is used", () => {
  const link = "ferndiagnose://join?key=1234567&portal=https%3A%2F%2Felsewhere.example";
  expect(readStartOptions([link], "https://help.example", { keyFromName: "7654321" })).toMatchObject({
    key: "",
    foreignPortal: "elsewhere.example",
  });
  const own = "ferndiagnose://join?key=1234567&portal=https%3A%2F%2Fhelp.example%2F";
  expect(readStartOptions([own], "https://help.example")).toMatchObject({ key: "1234567", foreignPortal: undefined });
});

test("a released program stays with its own portal, whatever a shortcut's arguments say", () => {
  const args = ["--portal=https://elsewhere.example"];
  const circumstances = { isPortalFixed: true };
  expect(readStartOptions(args, "https://help.example", circumstances).portal?.host).toBe("help.example");
  expect(readStartOptions(args, "https://help.example").portal?.host).toBe("elsewhere.example");
});

test("what is said on purpose goes before the program's own name", () => {
  expect(readStartOptions([], undefined, { keyFromName: "7654321" }).key).toBe("7654321");
  expect(readStartOptions(["ferndiagnose://join?key=1234567"], undefined, { keyFromName: "7654321" }).key).toBe(
    "1234567",
  );
  expect(readStartOptions(["--key=1111111"], undefined, { keyFromName: "7654321" }).key).toBe("1111111");
  expect(readStartOptions(["--remove"], undefined).remove).toBe(true);
});

test("without encryption only on this computer", () => {
  expect(readStartOptions(["--portal=http://127.0.0.1:7070"], undefined).portal?.port).toBe("7070");
  expect(readStartOptions(["--portal=http://help.example"], undefined).portal).toBeUndefined();
  expect(readStartOptions(["--portal=file:///etc/passwd"], undefined).portal).toBeUndefined();
  expect(readStartOptions(["--portal=nonsense"], undefined).portal).toBeUndefined();
});

test.each(["123456", "12345678", "123456a", "١٢٣٤٥٦٧", ""])("%j is no key to fill in", (key) => {
  expect(readStartOptions([`--key=${key}`], undefined).key).toBe("");
});
