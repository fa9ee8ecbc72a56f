/** node packaging/write-sbom.ts FILE: what the customer's program is made of, as CycloneDX, by `npm sbom`. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { downloadTargets } from "./download-target.ts";
import { officialElectron } from "./official-electron.ts";

const program = path.resolve(import.meta.dirname, "..");
const root = path.resolve(program, "../..");

const Component = z.looseObject({ name: z.string(), group: z.string().optional(), version: z.string() });
const Bom = z.looseObject({ bomFormat: z.literal("CycloneDX"), components: z.array(Component) });
const Manifest = z.object({
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * npm leaves out what tests need, too, and with it some packages that the program contains as well, and Electron, which is
 * packed and not bundled. Both are put back.
 */
export async function makeSbom(): Promise<z.infer<typeof Bom>> {
  const npm = ["sbom", "--sbom-format=cyclonedx", "--omit=dev", "--workspace=apps/customer-agent"];
  const { stdout } = await promisify(execFile)("npm", npm, {
    cwd: root,
    maxBuffer: 64 << 20,
    shell: process.platform === "win32",
  });
  const bom = Bom.parse(JSON.parse(stdout));
  const listed = new Set(bom.components.map(({ group, name }) => (group ? `${group}/${name}` : name)));
  for (const name of Object.keys((await manifestOf(program)).dependencies)) {
    if (listed.has(name) || name.startsWith("@ferndiagnose/")) continue;
    const { version, license } = await manifestOf(path.join(root, "node_modules", name));
    bom.components.push(componentOf(name, version, license));
  }
  const electron = await Promise.all(downloadTargets.map(officialElectron));
  bom.components.push({
    ...componentOf("electron", electron[0]?.version ?? "", "MIT"),
    hashes: [...new Set(electron.map(({ sha256 }) => sha256))].map((content) => ({ alg: "SHA-256", content })),
  });
  return bom;
}

async function manifestOf(folder: string): Promise<z.infer<typeof Manifest>> {
  return Manifest.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
}

function componentOf(name: string, version: string, license: string | undefined) {
  const reference = `${name}@${version}`;
  return {
    "bom-ref": reference,
    type: "library",
    name,
    version,
    scope: "required",
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    ...(license === undefined ? {} : { licenses: [{ license: { id: license } }] }),
  };
}

if (import.meta.main) {
  const file = process.argv[2] ?? "sbom.cdx.json";
  const { components, ...rest } = await makeSbom();
  await writeFile(file, `${JSON.stringify({ ...rest, components }, null, 2)}\n`);
  process.stdout.write(`${components.length} components in ${file}\n`);
}
