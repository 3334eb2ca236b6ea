// npm run smaller: counts the bytes of pruned networks, times the sparse pass, and writes the tables of docs/smaller-files.md.
import { join } from "node:path";
import { isFolder } from "@espalier/data/mnist";
import { useFastKernels } from "@espalier/tensor";
import { Option } from "commander";
import { cases } from "../cases/index.ts";
import { say } from "@espalier/pages";
import { readResults } from "@espalier/pages/slot-page";
import { machineNow } from "@espalier/pages/results";
import { forwardPass, lookAround, measure } from "@espalier/speed";
import { recipeOf } from "../experiments/parts/grid.ts";
import { measureNetwork } from "../smaller/measure.ts";
import { smallerPage } from "../smaller/page.ts";
import type { NetworkResult, SmallerResults } from "../smaller/results.ts";
import { runPageProgram } from "@espalier/pages/program";

interface Options {
  readonly data: string;
  readonly only?: "bytes" | "pass";
}

const PACE = { rounds: 11, warmUp: 0.05, sample: 0.005, allowance: 1 };

async function measureNetworks(data: string): Promise<NetworkResult[]> {
  await useFastKernels();
  const results: NetworkResult[] = [];
  for (const name of ["mnist", "pde"] as const) {
    const folder = join(data, name);
    if (name === "mnist" && !(await isFolder(folder))) {
      say("MNIST is left out, as it is not there: npm start -- fetch mnist");
      continue;
    }
    const recipe = recipeOf(name);
    const { signal } = new AbortController();
    const samples = await cases[name].load({ recipe, folder, signal, onProgress: () => {}, onNotice: say });
    results.push(measureNetwork(recipe, samples, (stage) => say(`${name}: ${stage}`)));
  }
  return results;
}

async function measurePass(): Promise<Pick<SmallerResults, "date" | "machine" | "pass">> {
  const { present } = await lookAround();
  const pass = await measure(forwardPass, present, PACE, (name) => say(`pass: ${name}`));
  return { date: new Date().toISOString(), machine: machineNow(), pass };
}

await runPageProgram({
  page: smallerPage,
  description: "Counts the bytes of pruned networks, and times the forward pass without the zeros.",
  options: (program) =>
    program
      .option(
        "--data <folder>",
        "where mnist/ and pde/ are; without MNIST, the other network alone",
        ".cache",
      )
      .addOption(
        new Option("--only <part>", "measures this part, and keeps the other").choices(["bytes", "pass"]),
      ),
  async measure({ data, only }: Options) {
    const earlier = only && (await readResults(smallerPage));
    const networks = earlier && only === "pass" ? earlier.networks : await measureNetworks(data);
    const { date, machine, pass } = earlier && only === "bytes" ? earlier : await measurePass();
    const head = { format: "espalier-smaller-files", version: 1 } as const;
    return { ...head, date, machine, rounds: PACE.rounds, networks, pass };
  },
});
