/** Builds the whole program into dist: main and preloads as one CommonJS file each, the pages by Vite. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build as bundle } from "esbuild";
import { buildPages } from "./build-pages.ts";

const folder = import.meta.dirname;
/** Put in place at the end, so that nobody starts half a program. */
const dist = path.join(folder, "dist-building");

/** The oldest runtime it has to run on is Electron 25 with Node 18 and Chromium 114. */
const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  legalComments: "none",
  logLevel: "warning",
  external: ["electron", "koffi", "original-fs"],
} satisfies BuildOptions;

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

await bundle({ ...common, entryPoints: [path.join(folder, "src/main/main.ts")], outfile: path.join(dist, "main.cjs") });
await bundle({
  ...common,
  entryPoints: [path.join(folder, "src/main/watchdog/watchdog-process.ts")],
  outfile: path.join(dist, "watchdog.cjs"),
});
await bundle({
  ...common,
  // A sandboxed preload of Electron 25 has `require` and no `module`.
  format: "iife",
  entryPoints: ["steps", "status", "capture"].map((name) => path.join(folder, `src/preload/${name}.ts`)),
  outdir: path.join(dist, "preload"),
  outExtension: { ".js": ".cjs" },
});
await buildPages(path.join(dist, "renderer"));

const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as { version: string };
const manifest = { name: "ferndiagnose", productName: "Ferndiagnose", version, main: "main.cjs" };
await writeFile(path.join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(path.join(folder, "dist"), { recursive: true, force: true });
await rename(dist, path.join(folder, "dist"));
