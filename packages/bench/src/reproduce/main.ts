import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { cases } from "../cases/index.ts";
import { INTERRUPTED, runProgram, stopOnInterrupt } from "../command/program.ts";
import { whole } from "../command/values.ts";
import { scoreAlone } from "./alone.ts";
import { parts } from "./parts.ts";
import { report } from "./report/report.ts";
import type { ReportOptions } from "./report/report.ts";
import { reproduce } from "./reproduce.ts";

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

It may be stopped at any moment, and goes on where it was when it is called again. What one part has measured serves the
others. Results are in runs/reproduce/<part>; docs/results-format.md explains them. MNIST has to be there:

  npm start -- fetch mnist

The page docs/results.md is made by

  npm run reproduce -- report --from runs/reproduce/<part>
`;

const program = new Command("reproduce")
  .usage("[-- quick | paper | studies | extended | report] [options]")
  .description("Measures again what arXiv 2602.20467 measured, and more.")
  .addArgument(new Argument("[part]", "which part").choices(parts.map(({ name }) => name)).default("paper"))
  .option(
    "--workers <count>",
    "threads; no result depends on it",
    String(Math.max(2, availableParallelism())),
  )
  .option("--data <folder>", "where mnist/ and pde/ are, or are to be kept", ".cache")
  .option("--out <folder>", "for journal, networks and results", join("runs", "reproduce"))
  .addOption(new Option("--fresh", "forget what was measured before").default(false, "no"))
  .addHelpText("after", help)
  .action(async (name: string, { workers, data, out, fresh }: Options) => {
    const part = parts.find((each) => each.name === name);
    if (part === undefined) throw new Error(`${name} passed as a part`);
    const isComplete = await reproduce({
      part,
      workers: whole("--workers", workers, 1),
      load: ({ recipe }, onProgress) =>
        cases[recipe.case].load({
          settings: recipe,
          folder: join(data, recipe.case),
          signal,
          onProgress,
          onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
        }),
      scoreAlone: ({ recipe }, strategy, network) =>
        scoreAlone({ recipe, strategy, network, data: join(data, recipe.case) }, signal),
      folder: out,
      fresh,
      signal,
      progress: process.stderr,
    });
    if (!isComplete) process.exitCode = INTERRUPTED;
  });

program
  .command("report")
  .description("Writes the page about results: <to>.md, its figures, and <to>/index.html.")
  .option("--from <folder>", "results of a run, such as runs/reproduce/paper, to be published first")
  .option("--to <folder>", "where results are published", join("docs", "results"))
  .action(async (options: ReportOptions) => {
    const paths = await report(options);
    process.stderr.write(`${paths[0]}, ${paths[1]} and ${paths.length - 2} figures\n`);
  });

await runProgram(program, signal);
