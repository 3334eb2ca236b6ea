import { availableParallelism } from "node:os";
import { join } from "node:path";
import { strategyNames } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { Command, Option } from "commander";
import { paperStrategies, wholeNetwork } from "../experiments/strategies.ts";
import { fetchData } from "../terminal/fetch-data.ts";
import { INTERRUPTED, runProgram, stopOnInterrupt } from "@espalier/pages/program";
import type { Options } from "./start-action.ts";

const signal = stopOnInterrupt();

const help = `
What it does: trains a fully-connected network, prunes it by every strategy at every ratio, fine-tunes the result,
and compares the losses on test data. A ratio is the fraction of weights to remove. Results are kept as they come:
the same command goes on where a run was stopped.

Examples:
  npm start                                        the small version of the paper's second case
  npm start -- --strategies nonlinear,magnitude --ratios 0.5,0.9 --seeds 1
  npm start -- --strategy ./mine.ts                one of your own beside them: packages/bench/README.md
  npm start -- --noise 0 --network 68-64-32-32-16-16-1
  npm start -- --data 1D_diff-sorp_NA_NA.h5        on PDEBench's own solution of the equation
  npm start -- fetch mnist                         downloads MNIST into .cache/mnist
  npm start -- --case mnist --network 784-64-64-10

Strategies: ${strategyNames.join(", ")}.
`;

const program = new Command("experiments")
  .enablePositionalOptions()
  .usage("[options]   or: npm start -- fetch mnist")
  .description(
    "The experiments of arXiv 2602.20467: pruning with a move of the bias that compensates for it.",
  )
  .option("--case <name>", "pde (diffusion-sorption equation) or mnist (handwritten digits)", "pde")
  .option("--network <sizes>", "layer sizes, input first (default: 68-32-32-32-1 or 784-32-32-10)")
  .option("--noise <d>", "pde: noise on the data, uniform in ±d (default: 0.005)")
  .option("--epochs <before,after>", "of training, and of fine-tuning (default: 30,15 or 15,15)")
  .option("--batch <samples>", "samples in a step of Adam", "128")
  .option("--learning-rate <rate>", "of Adam", "0.001")
  .option("--seeds <count>", "weight initialisations, each a repetition of everything", "2")
  .option("--ratios <list>", "fractions of the weights to remove (default: 0.5,0.8,0.9,0.95)")
  .option("--strategies <list>", "which strategies to compare", [...paperStrategies, wholeNetwork].join(","))
  .option(
    "--strategy <file>",
    "a strategy of your own, a module that exports it",
    (file, files: string[]) => [...files, file],
    [],
  )
  .option("--nonlinear-samples <count>", "training samples on which nonlinear measures each weight", "1024")
  .option("--precision <name>", "f64 or f32", "f64")
  .option("--workers <count>", "threads; the losses do not depend on it", String(availableParallelism()))
  .option("--data <path>", "folder of the data (default: .cache/<case>), or PDEBench's file for pde")
  .option("--out <folder>", "for the results (default: one under runs/, by its settings)")
  .addOption(new Option("--fresh", "start over where the folder has results already").default(false, "no"))
  .addHelpText("after", help)
  .action(async (options: Options) => {
    const { start } = await import("./start-action.ts");
    if (!(await start(options, signal))) process.exitCode = INTERRUPTED;
  });

program
  .command("fetch <dataset>")
  .description("Downloads a data set: mnist")
  .option("--data <folder>", "where to put it", join(".cache", "mnist"))
  .action(async (dataset: string, { data: folder }: { readonly data: string }) => {
    if (dataset !== "mnist") throw new ValueError("fetch", "mnist", dataset);
    await fetchData({ folder, signal, progress: process.stderr });
  });

await runProgram(program, signal);
