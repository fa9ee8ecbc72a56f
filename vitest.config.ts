import { defineConfig } from "vitest/config";

const notOurs = ["**/node_modules/**", "**/dist/**", "**/.cache/**"];
/** Pages in a real browser: they wait for nobody else, so two files at a time do no harm. */
const pages = [
  "rescue-portal/src/*.browser.test.ts",
  "apps/customer-agent/tests/pages/*.browser.test.ts",
  "apps/agent-viewer/tests/screens.browser.test.ts",
];
/** Whole programs that mostly wait, and promise no time that the machine could spoil: two files at a time, too. */
const sessions = [
  "apps/customer-agent/tests/receipt.e2e.test.ts",
  "apps/customer-agent/tests/removal.e2e.test.ts",
  "apps/key-warden/src/*.e2e.test.ts",
  "packages/e2e/tests/complaint-to-destruction.e2e.test.ts",
  "packages/e2e/tests/receipt*.e2e.test.ts",
  "packages/e2e/tests/reconnection.e2e.test.ts",
  "packages/e2e/tests/restarts.e2e.test.ts",
  "packages/sealed-recording/src/*.{e2e,browser}.test.ts",
  "packages/transparency-log/src/*.e2e.test.ts",
  "recordings/src/{main,command-line/command-line,declared/run}.e2e.test.ts",
  "recordings/src/{retention/*,session/arming}.e2e.test.ts",
];
const wholePrograms = ["packages/e2e/**/*.test.ts", "**/*.e2e.test.ts", "**/*.browser.test.ts"];

/**
 * What a test draws by chance is the same in every ordinary run, so that a change never fails by what an older test drew.
 * New draws come with --long, and with a seed in FUZZ_SEED.
 */
const seed =
  process.env["FUZZ_SEED"] ?? (process.env["FERNDIAGNOSE_LONG_TESTS"] === "1" ? `${Date.now() % 2 ** 31}` : "20261122");
const importOfDraws = 'import fc from "fast-check";';
const sameDraws = {
  name: "same-draws",
  transform: (code: string, id: string) =>
    /\.test\.tsx?$/.test(id) && code.includes(importOfDraws)
      ? {
          code: code.replace(importOfDraws, `${importOfDraws} fc.configureGlobal({ seed: ${Number(seed)} });`),
          map: null,
        }
      : undefined,
};

export default defineConfig({
  plugins: [{ ...sameDraws, enforce: "pre" }],
  test: {
    env: { FUZZ_SEED: seed },
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
        test: {
          name: "sessions",
          include: sessions,
          exclude: notOurs,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        /** Real browsers, screens and servers: one file after the other, so that they do not take each other's time. */
        test: {
          name: "e2e",
          include: wholePrograms,
          exclude: [...notOurs, ...pages, ...sessions],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
