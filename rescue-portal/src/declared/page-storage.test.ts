import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { declaredBrowserKeys } from "@ferndiagnose/data-catalogue";
import { expect, test } from "vitest";

const sources = fileURLToPath(new URL("../../page/src", import.meta.url));

test("the customers' page keeps nothing in the browser, as the privacy notice says", () => {
  const files = globSync("**/*.{ts,tsx}", { cwd: sources }).filter((file) => !file.includes(".test."));
  expect(files.length).toBeGreaterThan(5);
  expect(declaredBrowserKeys("rescue-portal")).toEqual([]);
  const storing = files.filter((file) =>
    /localStorage|sessionStorage|indexedDB|caches\.open|document\.cookie|cookieStore|serviceWorker/.test(
      readFileSync(`${sources}/${file}`, "utf8"),
    ),
  );
  expect(
    storing,
    "Declare it in packages/data-catalogue/src/kinds, and change the notice: it says there is none",
  ).toEqual([]);
});
