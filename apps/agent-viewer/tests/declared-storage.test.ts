import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { declaredBrowserKeys } from "@ferndiagnose/data-catalogue";
import { expect, test } from "vitest";

const sources = fileURLToPath(new URL("../src", import.meta.url));

test("the viewer keeps in the browser what the data catalogue declares, and nothing else (promise 11)", () => {
  const files = globSync("**/*.{ts,tsx}", { cwd: sources }).filter((file) => !file.includes(".test."));
  const source = files.map((file) => readFileSync(`${sources}/${file}`, "utf8")).join("\n");
  const keys = [...source.matchAll(/"(ferndiagnose\.[a-z-]+)"/g)].map(([, key]) => key);
  expect([...new Set(keys)].sort()).toEqual(
    declaredBrowserKeys("agent-viewer")
      .filter((key) => key !== "cookie")
      .sort(),
  );
  // Keys stand in the source in so many words; what is stored another way would be missed.
  expect(source).not.toMatch(/indexedDB|caches\.open|document\.cookie|setItem\((?!place\b)/);
});
