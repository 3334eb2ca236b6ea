import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command, Option } from "commander";
import { dataFolder } from "../cases/folders.ts";
import { cases } from "../cases/index.ts";
import { pdebenchField, pdebenchNotice } from "../cases/pdebench.ts";
import { scoreAlone } from "../experiments/alone.ts";
import { onPdebench } from "../experiments/parts/grid.ts";
import { parts } from "../experiments/parts/index.ts";
import { run } from "../experiments/run.ts";
import { publish, writePages } from "../report/published.ts";
import { INTERRUPTED, runProgram, stopOnInterrupt } from "@espalier/pages/program";
import { ValueError } from "@espalier/tensor";
import type { CreatePool } from "../experiments/pool.ts";
import { whole } from "../terminal/values.ts";

interface Options {
  readonly workers?: string;
  readonly data: string;
  readonly out: string;
  readonly fresh: boolean;
  readonly only?: string;
  readonly cluster?: string;
  readonly queue: string;
  readonly folder?: string;
}

interface WorkerOptions {
  readonly redis: string;
  readonly queue: string;
  readonly folder: string;
  readonly data: string;
  readonly threads: string;
}

const signal = stopOnInterrupt();

/** By default. */
const threads = String(Math.max(2, availableParallelism()));
const JOBS = "64";

const queueOption = (): Option =>
  new Option("--queue <name>", "the name of the queue in Redis").default("espalier-reproduce");

/** The workers of a queue, where the options name one. They are loaded only then, as they need a newer Node. */
async function clusterOf({
  cluster,
  queue,
  folder,
}: Pick<Options, "cluster" | "queue" | "folder">): Promise<CreatePool | undefined> {
  if ((cluster === undefined) !== (folder === undefined))
    throw new ValueError("reproduce", "--cluster and --folder together", "one of them");
  if (cluster === undefined || folder === undefined) return undefined;
  const { clusterPool } = await import("../experiments/cluster/pool.ts");
  return clusterPool({ redis: cluster, queue, folder });
}

const help = `
The parts:
  quick      a little of everything, in two minutes
  paper      the experiments of the paper: 8 networks, 5 seeds, 6 strategies, 10 ratios
  studies    also 2 to 32 times fewer weights, further strategies right after pruning, and studies
  extended   the further strategies after fine-tuning too
  beyond     compensation by the whole network, at 90, 95 and 98 % removed
  family     every method that the paper cites, and whole neurons and inputs

Beside them, public prunes the networks in a folder of yours: docs/public-networks.md.

Many machines measure the units of a part, with one worker on each and one folder in common, or an object store by its address:

  npm run reproduce -- worker --redis redis://10.0.0.1 --folder /shared/units
  npm run reproduce -- paper --cluster redis://10.0.0.1 --folder /shared/units

It may be stopped at any moment, and goes on where it was when it is called again. What one part has measured serves the
others. With --only, the files of measurements have what the journal has so far. Results are in runs/reproduce/<part>; docs/results-format.md explains them. MNIST has to be there:

  npm start -- fetch mnist

The pages of docs/results.md are made by

  npm run reproduce -- report --from runs/reproduce/<part>
`;

const program = new Command("reproduce")
  .enablePositionalOptions()
  .usage("[-- quick | paper | studies | extended | beyond | family | worker | report | public] [options]")
  .description("Measures again what arXiv 2602.20467 measured, and more.")
  .addArgument(new Argument("[part]", "which part").choices(parts.map(({ name }) => name)).default("paper"))
  .option(
    "--workers <count>",
    `threads (default: ${threads}), or with --cluster the jobs that are given out at once (default: ${JOBS}); no result depends on it`,
  )
  .option(
    "--data <path>",
    "folder where mnist/ and pde/ are, or are to be kept; or PDEBench's file",
    ".cache",
  )
  .option("--out <folder>", "for journal, networks and results", join("runs", "reproduce"))
  .addOption(new Option("--fresh", "forget what was measured before").default(false, "no"))
  .option("--only <text>", 'only units whose name in the journal contains the text, such as "+ network"')
  .option("--cluster <address>", "Redis, such as redis://10.0.0.1, whose workers measure the units")
  .addOption(queueOption())
  .option("--folder <path>", "with --cluster, the folder or object store that all workers share")
  .addHelpText("after", help)
  .action(async (name: string, { workers, data, out, fresh, only, ...elsewhere }: Options) => {
    const chosen = parts.find((each) => each.name === name);
    if (chosen === undefined) throw new Error(`${name} passed as a part`);
    const folders = { pde: await dataFolder(data, "pde"), mnist: await dataFolder(data, "mnist") };
    const pdebench = await pdebenchField(folders.pde);
    if (pdebench.pdebench !== undefined) process.stderr.write(pdebenchNotice);
    const part = onPdebench(chosen, pdebench);
    const pool = await clusterOf(elsewhere);
    const { isComplete } = await run({
      part,
      workers: whole("--workers", workers ?? (pool === undefined ? threads : JOBS), 1),
      ...(pool === undefined ? {} : { pool }),
      load: (recipe, onProgress) =>
        cases[recipe.case].load({
          recipe,
          folder: folders[recipe.case],
          signal,
          onProgress,
          onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
        }),
      scoreAlone: ({ recipe }, strategy, network) =>
        scoreAlone({ recipe, strategy, network, data: folders[recipe.case] }, signal),
      folder: out,
      pathOf: (file) => join(out, part.name, `${file}.json`),
      fresh,
      only,
      signal,
      progress: process.stderr,
    });
    process.stderr.write(
      `${join(out, part.name)}: ${part.experiments.length} files of measurements, and costs.json\n`,
    );
    if (!isComplete) process.exitCode = INTERRUPTED;
  });

program
  .command("worker")
  .description("Measures the units of runs that were called with --cluster, until it is stopped.")
  .requiredOption("--redis <address>", "where Redis is, such as redis://10.0.0.1")
  .addOption(queueOption())
  .requiredOption("--folder <path>", "the folder or object store that all workers and runs share")
  .option(
    "--data <path>",
    "folder where mnist/ and pde/ are, or are to be kept; or PDEBench's file",
    ".cache",
  )
  .option("--threads <count>", "units at once", String(availableParallelism()))
  .action(async ({ threads: count, data, ...place }: WorkerOptions) => {
    const { startWorker } = await import("@espalier/cluster");
    const worker = startWorker({
      ...place,
      threads: whole("--threads", count, 1),
      module: new URL("../experiments/cluster/compute.ts", import.meta.url),
      given: { data: resolve(data) },
      onLine: (line) => void process.stderr.write(`${line}\n`),
    });
    await new Promise<void>((stop) => signal.addEventListener("abort", () => stop()));
    await worker.close();
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
