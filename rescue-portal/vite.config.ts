import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "page",
  plugins: [react()],
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    // Customers' browsers of the last five years.
    target: ["chrome90", "firefox90", "safari15"],
    // Everything is a file of our own origin, nothing inline, so that the strictest policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
