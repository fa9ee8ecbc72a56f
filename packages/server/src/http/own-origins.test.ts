import { expect, test } from "vitest";
import { ownOrigins } from "./own-origins.ts";

test("a listener on loopback is meant under each of that address's names, with the same port", () => {
  const names = ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"];
  for (const name of names) expect([...ownOrigins(`${name}/page`)].sort()).toEqual([...names].sort());
});

test("any other has one name, without a path and without a usual port", () => {
  expect([...ownOrigins("https://help.example:443/start")]).toEqual(["https://help.example"]);
  expect([...ownOrigins("https://127.0.0.1.example")]).toEqual(["https://127.0.0.1.example"]);
});
