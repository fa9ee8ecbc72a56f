import { defineConfig } from "vitest/config";

const notOurs = ["**/node_modules/**", "**/dist/**", "**/.cache/**"];
/** Pages in a real browser: they wait for nobody else, so two files at a time do no harm. */
const pages = [
  "rescue-portal/src/*.browser.test.ts",
  "apps/customer-agent/tests/pages/*.browser.test.ts",
  "apps/agent-viewer/tests/screens.browser.test.ts",
];
const wholePrograms = ["packages/e2e/**/*.test.ts", "**/*.e2e.test.ts", "**/*.browser.test.ts"];

export default defineConfig({
  test: {
    /** A busy machine needs longer than a second for what is waited for. */
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...notOurs, ...wholePrograms],
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "pages",
          include: pages,
          exclude: notOurs,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        /** Real browsers, screens and servers: one file after the other, so that they do not take each other's time. */
        test: {
          name: "e2e",
          include: wholePrograms,
          exclude: [...notOurs, ...pages],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
