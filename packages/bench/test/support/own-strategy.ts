// A process of its own that runs a small experiment with a strategy from a file, as `npm start -- --strategy <file>` does:
// node own-strategy.ts <file> <folder>
import { pathToFileURL } from "node:url";
import { ownStrategies } from "../../src/experiments/own-strategies.ts";
import { smallExperiment, smallRun } from "./small-run.ts";

const [file, folder] = process.argv.slice(2);
const modules = [pathToFileURL(file).href];
const own = await ownStrategies(modules);
const [comparison] = smallExperiment.comparisons;
const strategies = ["magnitude", ...own.map(({ name }) => name)];
const experiment = { ...smallExperiment, seeds: 1, comparisons: [{ ...comparison, strategies }] };
const { output } = await smallRun(folder, { experiment, modules });
process.stdout.write(output);
