/** Takes the folder named on its command line when told so by a line, says how that went, and keeps it as long as it lives. */
import { createInterface } from "node:readline";
import { takeFolder } from "../take-folder.ts";

const [directory = ""] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin });
lines.once("line", () => {
  takeFolder(directory).then(
    () => process.stdout.write("taken\n"),
    (error: Error) => process.stdout.write(`${error.message}\n`),
  );
});
process.stdout.write("ready\n");
