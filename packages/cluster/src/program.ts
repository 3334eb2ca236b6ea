import { availableParallelism } from "node:os";
import { InputError } from "@espalier/tensor";
import { Command, CommanderError } from "commander";
import { exitCodes } from "espalier";
import type { ExitCode, Io } from "espalier";
import { version } from "espalier/files";
import { pruneBy } from "espalier/prune";
import { wholeFrom } from "espalier/values";
import { byWorkers, placeOf } from "./by-workers.ts";
import type { Common, Split } from "./by-workers.ts";
import { cancel } from "./store/cancel.ts";
import { openStore } from "./store/open.ts";
import { StoreError } from "./store/store.ts";
import { startWorker } from "./jobs/worker.ts";

const help = `
Start workers on any number of machines, and then a run on one of them. All of them have one folder in common, or an object store by its address,
and can read the network and the samples by the same path or address (.npy or IDX):

  espalier-cluster worker --redis redis://10.0.0.1 --folder /shared/espalier
  espalier-cluster prune /shared/model.onnx /shared/inputs.npy --redis redis://10.0.0.1 --folder /shared/espalier --ratio 0.9
  espalier-cluster prune /shared/model.onnx /shared/inputs.npy … --ratio 0.95 --compensation network

The options of a ratio, a compensation and of files are those of espalier prune. Ctrl-C cancels a run; the same command continues from there.
`;

/** Runs the command line. @returns its exit code, as espalier has them */
export async function espalierCluster(words: readonly string[], io: Io): Promise<ExitCode> {
  const { stderr, signal } = io;
  const program = new Command("espalier-cluster")
    .description("Prunes a network by the samples of many machines, through BullMQ and Redis.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
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
      const place = placeOf(folder);
      await openStore(place); // a folder that is not there is said at once, and not by each job
      const worker = startWorker({
        ...queue,
        folder: place,
        threads,
        onLine: (line) => stderr.write(`${line}\n`),
      });
      const stopped = new Promise<void>((stop) => signal.addEventListener("abort", () => stop()));
      try {
        await Promise.race([stopped, worker.refused]);
      } finally {
        await worker.close();
      }
    });
  const pruning = withQueue(
    program
      .command("prune")
      .description(
        "Prunes a network by samples that the workers read, as espalier prune does in one process.",
      ),
  )
    .option("--spans <n>", "spans of samples of a job, a power of two", whole("--spans"), 1)
    .option("--fan-in <n>", "files of a merge, a power of two", whole("--fan-in"), 8);
  const remote = byWorkers(() => pruning.opts<Common & Split>(), {
    signal,
    onRun: (run) => stderr.write(`run ${run}, which espalier-cluster cancel ${run} would stop\n`),
    onTrouble: (line) => stderr.write(`${line}\n`),
  });
  pruneBy(pruning, io, remote);
  withQueue(program.command("cancel").description("Cancels a run, by the name that it shows when it starts."))
    .argument("<run>")
    .action((run: string, { folder }: Common) => cancel(folder, run));
  try {
    await program.parseAsync(words, { from: "user" });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badInput;
    if (signal.aborted) {
      stderr.write("Stopped. The results so far are kept, and the same command continues from there.\n");
      return exitCodes.interrupted;
    }
    if (!(error instanceof InputError || error instanceof StoreError)) throw error;
    stderr.write(`${error.message}\n`);
    return exitCodes.badInput;
  }
}

const whole = (option: string): ((text: string) => number) => wholeFrom(option, 1);
