// Exits 0 when the second lockfile (what is installed) holds every package of the first (what is wanted), 1 otherwise.
// Optional packages may be missing: they are for other machines. Plain CommonJS, since it runs before anything is there.
const { readFileSync } = require("node:fs");

const [wanted, installed] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")).packages);

const same = Object.entries(wanted).every(([path, want]) => {
  if (path === "" || want.link || !path.includes("node_modules/")) return true;
  const have = installed[path];
  if (have === undefined) return want.optional === true;
  return have.version === want.version && have.integrity === want.integrity;
});

process.exitCode = same ? 0 : 1;
