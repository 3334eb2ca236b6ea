import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command, Option } from "commander";
import { aboutParts } from "../experiments/parts/about.ts";
import { INTERRUPTED, runProgram, stopOnInterrupt } from "@espalier/pages/program";
import { whole } from "../terminal/values.ts";
import { JOBS, threads } from "./workers.ts";
import type { Options } from "./reproduce-action.ts";

interface WorkerOptions {
  readonly redis: string;
  readonly queue: string;
  readonly folder: string;
  readonly data: string;
  readonly threads: string;
}

const signal = stopOnInterrupt();

const queueOption = (): Option =>
  new Option("--queue <name>", "the name of the queue in Redis").default("espalier-reproduce");

const partNames = Object.keys(aboutParts);

const help = `
The parts:
${Object.entries(aboutParts)
  .map(([name, about]) => `  ${name.padEnd(9)}  ${about}`)
  .join("\n")}

Beside them, public prunes the networks in a folder of yours: docs/public-networks.md.

Many machines measure the units of a part, with one worker on each and one folder in common, or an object store by its address:

  npm run reproduce -- worker --redis redis://10.0.0.1 --folder /shared/units
  npm run reproduce -- paper --cluster redis://10.0.0.1 --folder /shared/units

It may be stopped at any moment, and goes on where it was when it is called again. What one part has measured serves the
others. With --only, the files of measurements have what the journal has so far. Results are in runs/reproduce/<part>;
docs/results-format.md explains them. MNIST has to be there:

  npm start -- fetch mnist

The pages of docs/results.md are made by

  npm run reproduce -- report --from runs/reproduce/<part>
`;

const program = new Command("reproduce")
  .enablePositionalOptions()
  .usage(`[-- ${partNames.join(" | ")} | worker | report | public] [options]`)
  .description("Measures again what arXiv 2602.20467 measured, and more.")
  .addArgument(new Argument("[part]", "which part").choices(partNames).default("paper"))
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
  .addOption(new Option("--fresh", "discard earlier measurements").default(false, "no"))
  .option("--only <text>", 'only units whose name in the journal contains the text, such as "+ network"')
  .option("--cluster <address>", "Redis, such as redis://10.0.0.1, whose workers measure the units")
  .addOption(queueOption())
  .option("--folder <path>", "with --cluster, the folder or object store that all workers share")
  .addHelpText("after", help)
  .action(async (name: string, options: Options) => {
    const { reproduce } = await import("./reproduce-action.ts");
    if (!(await reproduce(name, options, signal))) process.exitCode = INTERRUPTED;
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
    const { publish, writePages } = await import("../report/published.ts");
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
