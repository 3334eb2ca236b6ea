// A process of its own that runs a small experiment with a strategy from a file, as `npm start -- --strategy <file>` does. Files
// that are refused come first; their errors are printed, a line each: node own-strategy.ts <folder> <refused file> … <file>
import { pathToFileURL } from "node:url";
import { ownStrategies } from "../../src/experiments/own-strategies.ts";
import { createPool } from "../../src/experiments/pool.ts";
import { smallExperiment, smallRun } from "./small-run.ts";

const [folder, ...files] = process.argv.slice(2);
const urls = files.map((file) => pathToFileURL(file).href);
for (const url of urls.slice(0, -1))
  await ownStrategies([url]).then(
    () => console.log("nothing is wrong"),
    (error: unknown) => console.log(String(error)),
  );
const modules = urls.slice(-1);
const own = await ownStrategies(modules);
const [comparison] = smallExperiment.comparisons;
const strategies = ["magnitude", ...own.map(({ name }) => name)];
const experiment = { ...smallExperiment, seeds: 1, comparisons: [{ ...comparison, strategies }] };
const { output } = await smallRun(folder, { experiment, modules, pool: createPool });
process.stdout.write(output);
