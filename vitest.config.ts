import { defineConfig } from "vitest/config";

const notOurs = ["**/node_modules/**", "**/dist/**", "**/.cache/**"];
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
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        /** Real browsers, screens and servers: one file after the other, so that they do not take each other's time. */
        test: {
          name: "e2e",
          include: wholePrograms,
          exclude: notOurs,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
