import path from "node:path";
import react from "@vitejs/plugin-react";
import { build } from "vite";

/** The oldest browser the pages have to run in is the one of Electron 25: Chromium 114. */
export async function buildPages(outDir: string): Promise<void> {
  const root = path.join(import.meta.dirname, "src/renderer");
  await build({
    configFile: false,
    root,
    base: "./",
    logLevel: "warn",
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: false,
      target: "chrome114",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: { input: ["steps", "status", "capture"].map((name) => path.join(root, `${name}.html`)) },
    },
  });
}
