// A process of its own that runs a small experiment with a strategy from a file, as `npm start -- --strategy <file>` does:
// node own-strategy.ts <file> <folder>
import { pathToFileURL } from "node:url";
import { settingsOf } from "../../src/command/options.ts";
import { runExperiment } from "../../src/command/run-experiment.ts";
import { ownStrategies } from "../../src/experiment/own.ts";
import { smallData, smallSettings } from "./small-data.ts";

const [file, out] = process.argv.slice(2);
const modules = [pathToFileURL(file).href];
const own = await ownStrategies(modules);
const { strategies } = settingsOf(
  {
    case: "pde",
    batch: "16",
    learningRate: "0.001",
    seeds: "1",
    strategies: "magnitude",
    nonlinearSamples: "0",
    precision: "f64",
  },
  own.map(({ name }) => name),
);
await runExperiment({
  settings: { ...smallSettings, seeds: 1, strategies },
  modules,
  workers: 1,
  load: () => Promise.resolve(smallData),
  data: out,
  out,
  fresh: false,
  signal: new AbortController().signal,
  progress: process.stderr,
  output: process.stdout,
});
