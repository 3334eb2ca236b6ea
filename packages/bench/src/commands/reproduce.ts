import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command, Option } from "commander";
import { cases } from "../cases/index.ts";
import { isFile, pdebenchField, pdebenchNotice } from "../cases/pdebench.ts";
import { scoreAlone } from "../experiments/alone.ts";
import { onPdebench } from "../experiments/parts/grid.ts";
import { parts } from "../experiments/parts/index.ts";
import { run } from "../experiments/run.ts";
import { publish, writePages } from "../report/published.ts";
import { INTERRUPTED, runProgram, stopOnInterrupt } from "@espalier/pages/program";
import { whole } from "../terminal/values.ts";

interface Options {
  readonly workers: string;
  readonly data: string;
  readonly out: string;
  readonly fresh: boolean;
}

const signal = stopOnInterrupt();

const help = `
The parts:
  quick      a little of everything, in two minutes
  paper      the experiments of the paper: 8 networks, 5 seeds, 6 strategies, 10 ratios
  studies    also 2 to 32 times fewer weights, further strategies right after pruning, and studies
  extended   the further strategies after fine-tuning too
  beyond     compensation by the whole network, at 90, 95 and 98 % removed
  family     every method that the paper cites, and whole neurons and inputs

Beside them, public prunes the networks in a folder of yours: docs/public-networks.md.

It may be stopped at any moment, and goes on where it was when it is called again. What one part has measured serves the
others. Results are in runs/reproduce/<part>; docs/results-format.md explains them. MNIST has to be there:

  npm start -- fetch mnist

The pages of docs/results.md are made by

  npm run reproduce -- report --from runs/reproduce/<part>
`;

const program = new Command("reproduce")
  .enablePositionalOptions()
  .usage("[-- quick | paper | studies | extended | beyond | family | report | public] [options]")
  .description("Measures again what arXiv 2602.20467 measured, and more.")
  .addArgument(new Argument("[part]", "which part").choices(parts.map(({ name }) => name)).default("paper"))
  .option(
    "--workers <count>",
    "threads; no result depends on it",
    String(Math.max(2, availableParallelism())),
  )
  .option(
    "--data <path>",
    "folder where mnist/ and pde/ are, or are to be kept; or PDEBench's file",
    ".cache",
  )
  .option("--out <folder>", "for journal, networks and results", join("runs", "reproduce"))
  .addOption(new Option("--fresh", "forget what was measured before").default(false, "no"))
  .addHelpText("after", help)
  .action(async (name: string, { workers, data, out, fresh }: Options) => {
    const chosen = parts.find((each) => each.name === name);
    if (chosen === undefined) throw new Error(`${name} passed as a part`);
    const isPdebench = await isFile(data);
    const dataOf = (problem: "pde" | "mnist"): string => {
      if (isPdebench && problem === "pde") return data;
      return join(isPdebench ? ".cache" : data, problem);
    };
    const pdebench = await pdebenchField(dataOf("pde"));
    if (pdebench.pdebench !== undefined) process.stderr.write(pdebenchNotice);
    const part = onPdebench(chosen, pdebench);
    const { isComplete } = await run({
      part,
      workers: whole("--workers", workers, 1),
      load: (recipe, onProgress) =>
        cases[recipe.case].load({
          recipe,
          folder: dataOf(recipe.case),
          signal,
          onProgress,
          onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
        }),
      scoreAlone: ({ recipe }, strategy, network) =>
        scoreAlone({ recipe, strategy, network, data: dataOf(recipe.case) }, signal),
      folder: out,
      pathOf: (file) => join(out, part.name, `${file}.json`),
      fresh,
      signal,
      progress: process.stderr,
    });
    process.stderr.write(
      `${join(out, part.name)}: ${part.experiments.length} files of measurements, and costs.json\n`,
    );
    if (!isComplete) process.exitCode = INTERRUPTED;
  });

program
  .command("report")
  .description("Writes the pages about results: <to>.md, <to>/*.md and their figures.")
  .option("--from <folder>", "results of a run, such as runs/reproduce/paper, to be published first")
  .option("--to <folder>", "where results are published", join("docs", "results"))
  .action(async ({ from, to }: { readonly from?: string; readonly to: string }) => {
    if (from !== undefined) await publish(from, to);
    const paths = await writePages(to);
    const pages = paths.filter((path) => path.endsWith(".md")).length;
    process.stderr.write(`${paths[0]}: ${pages} pages and ${paths.length - pages} figures\n`);
  });

program
  .command("public")
  .description(
    "Prunes the networks in a folder, and writes docs/public-networks.md; --help lists the options.",
  )
  .helpOption(false)
  .passThroughOptions()
  .allowUnknownOption()
  .allowExcessArguments()
  .action((_, { args }: Command) => {
    const main = fileURLToPath(new URL("../../public/main.ts", import.meta.url));
    process.exitCode =
      spawnSync(process.execPath, [main, ...args], { stdio: "inherit" }).status ?? INTERRUPTED;
  });

await runProgram(program, signal);
