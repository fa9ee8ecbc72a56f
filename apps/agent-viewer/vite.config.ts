import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    target: "chrome114",
    // Everything is a file of our own origin: no data: scripts, nothing inline, so that the strictest policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
