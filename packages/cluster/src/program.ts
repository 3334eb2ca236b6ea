import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { InputError, ValueError } from "@espalier/tensor";
import { Command, CommanderError } from "commander";
import { espalier } from "espalier";
import { isAddress, version, withDataOptions, withReadingOptions } from "espalier/files";
import type { DataOptions, NetworkOptions } from "espalier/files";
import { cancel, runStatistics } from "./statistics/run.ts";
import { StoreError } from "./store/store.ts";
import { startWorker } from "./jobs/worker.ts";

interface Common {
  readonly redis: string;
  readonly queue: string;
  readonly folder: string;
}

const help = `
Start workers on any number of machines, and then a run on one of them. All of them have one folder in common, or an object store by its address,
and can read the network and the samples by the same path or address (.npy or IDX):

  espalier-cluster worker --redis redis://10.0.0.1 --folder /shared/espalier
  espalier-cluster prune /shared/model.onnx /shared/inputs.npy --redis redis://10.0.0.1 --folder /shared/espalier -- --ratio 0.9

Whatever stands behind -- goes to "espalier prune --statistics". Ctrl-C cancels a run; the same command goes on from there.
`;

/** Runs the command line. @returns its exit code, as espalier has them */
export async function espalierCluster(words: readonly string[], signal: AbortSignal): Promise<number> {
  const end = words.indexOf("--");
  const [own, others] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end + 1)];
  let code = 0;
  const program = new Command("espalier-cluster")
    .description("Prunes a network by the samples of many machines, through BullMQ and Redis.")
    .version(version)
    .exitOverride()
    .addHelpText("after", help);
  const withQueue = (command: Command): Command =>
    command
      .option("--redis <address>", "where Redis is", "redis://127.0.0.1:6379")
      .option("--queue <name>", "name of the queue", "espalier")
      .requiredOption(
        "--folder <path>",
        "the folder that all workers and runs share, or the address of an object store",
      );
  withQueue(program.command("worker").description("Does the jobs of runs until it is stopped."))
    .option("--threads <n>", "jobs at once", whole("--threads"), availableParallelism())
    .action(async ({ threads, folder, ...queue }: Common & { readonly threads: number }) => {
      const worker = startWorker({
        ...queue,
        folder: isAddress(folder) ? folder : resolve(folder),
        threads,
        onLine: (line) => process.stderr.write(`${line}\n`),
      });
      await new Promise<void>((stop) => signal.addEventListener("abort", () => stop()));
      await worker.close();
    });
  withQueue(
    withDataOptions(
      withReadingOptions(
        program
          .command("prune")
          .description("Computes the statistics of all samples by the workers, and prunes by them.")
          .argument("<network>", "file of the network")
          .argument("<data>", "samples, an .npy or IDX file or its address"),
      ),
    ),
  )
    .option("--metric <name>", "what a change of the outputs costs: outputs, softmax", metric)
    .option("--spans <n>", "spans of samples of a job, a power of two", whole("--spans"), 1)
    .option("--fan-in <n>", "files of a merge, a power of two", whole("--fan-in"), 8)
    .action(async (network: string, data: string, options: Common & Split & NetworkOptions & DataOptions) => {
      const {
        redis,
        queue,
        folder,
        spans,
        fanIn,
        metric: chosen,
        activations,
        order,
        ...dataOptions
      } = options;
      const networkOptions = { ...(activations ? { activations } : {}), ...(order ? { order } : {}) };
      const statistics = await runStatistics({
        redis,
        queue,
        network,
        networkOptions,
        data,
        dataOptions,
        spans,
        fanIn,
        folder: isAddress(folder) ? folder : resolve(folder),
        metric: chosen,
        signal,
        onProgress: (done, all) => {
          if (process.stderr.isTTY)
            process.stderr.write(`\r${((100 * done) / all).toFixed(1)} % of ${all} samples `);
        },
      });
      if (process.stderr.isTTY) process.stderr.write("\n");
      const { stdin, stdout, stderr } = process;
      code = await espalier(
        ["prune", network, "--statistics", statistics, ...asOptions(networkOptions), ...others],
        {
          folder: process.cwd(),
          stdin,
          stdout,
          stderr,
          signal,
        },
      );
    });
  withQueue(program.command("cancel").description("Cancels a run, by its name in the shared folder."))
    .argument("<run>")
    .action((run: string, { folder }: Common) => cancel(folder, run));
  try {
    await program.parseAsync(own, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (signal.aborted) {
      process.stderr.write("Stopped. What was computed is kept: the same command goes on from there.\n");
      return 130;
    }
    if (!(error instanceof InputError || error instanceof StoreError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

interface Split {
  readonly spans: number;
  readonly fanIn: number;
  readonly metric?: "outputs" | "softmax";
}

/** The options of a network as words of espalier. */
const asOptions = ({ activations, order }: NetworkOptions): string[] => [
  ...(activations === undefined ? [] : ["--activations", activations.join(",")]),
  ...(order === undefined ? [] : ["--order", order.join(",")]),
];

const whole =
  (option: string) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1) throw new ValueError(option, "a whole number ≥ 1", text);
    return value;
  };

function metric(text: string): "outputs" | "softmax" {
  if (text !== "outputs" && text !== "softmax") throw new ValueError("--metric", "outputs or softmax", text);
  return text;
}
