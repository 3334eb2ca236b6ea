import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createDisplay } from "../command/display.ts";
import { environmentOf, peakMemoryBytes } from "../command/environment.ts";
import type { Terminal } from "../command/terminal.ts";
import { showSeconds } from "../command/words.ts";
import type { DataSet } from "../data/dataset.ts";
import { shareData } from "../experiment/pool.ts";
import { writeAtomically } from "../files.ts";
import { carryOut } from "./carry-out.ts";
import { costsOf, stringifyCosts } from "./costs.ts";
import type { Experiment, Part } from "./experiment.ts";
import { measurementsOf, stringifyMeasurements } from "./files.ts";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { networksIn } from "./networks.ts";
import { planOf } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { createTracker } from "./tracker.ts";
import type { Costs } from "./task.ts";
import { aloneIdOf, idOf } from "./unit.ts";

export interface ReproduceOptions {
  readonly part: Part;
  readonly workers: number;
  /** The data of an experiment. */
  readonly load: (
    experiment: Experiment,
    onProgress: (fraction: number, label: string) => void,
  ) => Promise<DataSet>;
  /** What scoring the network in a file takes, where nothing else runs. */
  readonly scoreAlone: (experiment: Experiment, strategy: string, network: string) => Promise<Costs>;
  /** Where journal and networks are kept, and the results are put. */
  readonly folder: string;
  /** Forgets what was measured before. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  readonly progress: Terminal;
}

/**
 * Measures what of a part has not been measured yet, and writes its files. It may be stopped at any moment, in any way: called
 * again it goes on, and the files of measurements are the same, byte for byte, as if it had not been stopped.
 *
 * @returns whether it came to its end
 */
export async function reproduce(options: ReproduceOptions): Promise<boolean> {
  const { part, folder, fresh, signal, progress } = options;
  const seconds = stopwatch();
  const say = (line: string): void => void progress.write(`${line}\n`);
  const networks = networksIn(join(folder, "networks"));
  const journalPath = join(folder, "journal.jsonl");
  if (fresh) await rm(journalPath, { force: true });
  const journal = openJournal(journalPath);
  try {
    const plan = await planOf(part, journal.lines, networks);
    if (plan.tasks.length > 0) await measure(plan, journal, seconds, options);
    for (const { experiment, strategy } of plan.alone) {
      signal.throwIfAborted();
      say(`${experiment.name}: ${strategy}, scored once more in a process of its own`);
      const costs = await options.scoreAlone(experiment, strategy, networks.pathOf(experiment, 0));
      journal.add({ unit: aloneIdOf(experiment, strategy), entries: [], costs });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    journal.close();
  }
  await writeFiles(journal, options);
  say(`${join(folder, part.name)}: ${part.experiments.length} files of measurements, and costs.json`);
  if (signal.aborted) say("Stopped. What was measured is kept: the same command goes on from there.");
  else say(`${showSeconds(seconds())} in all.`);
  return !signal.aborted;
}

async function measure(
  { experiments, tasks }: Plan,
  journal: Journal,
  seconds: () => number,
  options: ReproduceOptions,
): Promise<void> {
  const { part, workers, folder, signal, progress } = options;
  const data = await loadAll(experiments, seconds, options);
  const networks = networksIn(join(folder, "networks"));
  const tracker = createTracker(part.experiments, (experiment, unit) =>
    journal.lines.has(idOf(experiment, unit)),
  );
  const display = createDisplay(progress, seconds, tracker.fraction());
  try {
    await carryOut(tasks, {
      stations: experiments.map((experiment, at) => ({
        experiment,
        recipe: experiment.recipe,
        data: data[at],
      })),
      workers,
      signal,
      onReport(report, task) {
        const experiment = experiments[task.experiment];
        tracker.follow(experiment, report);
        if (report.kind === "measured") {
          const { unit, entries, costs } = report;
          journal.add({ unit: idOf(experiment, unit), entries, costs });
        }
        display.update(tracker.fraction(), tracker.label());
      },
      readBaseline: ({ experiment, seed }) => networks.read(experiments[experiment], seed),
      keepBaseline: ({ experiment, seed }, network) => networks.write(experiments[experiment], seed, network),
    });
  } finally {
    display.stop();
  }
}

/** The data of each experiment, in memory that threads share; the same data once. */
async function loadAll(
  experiments: readonly Experiment[],
  seconds: () => number,
  { load, progress }: ReproduceOptions,
): Promise<DataSet[]> {
  const display = createDisplay(progress, seconds);
  const loaded = new Map<string, DataSet>();
  try {
    const all: DataSet[] = [];
    for (const experiment of experiments) {
      const { case: name, noise, precision } = experiment.recipe;
      const key = `${name} ${noise} ${precision}`;
      const data = loaded.get(key) ?? shareData(await load(experiment, display.update));
      loaded.set(key, data);
      all.push(data);
    }
    return all;
  } finally {
    display.stop();
  }
}

/** What the journal has of a part: measurements, which depend on no machine, and what they took on this one. */
async function writeFiles({ lines }: Journal, { part, folder, workers }: ReproduceOptions): Promise<void> {
  for (const experiment of part.experiments)
    await writeAtomically(
      join(folder, part.name, `${experiment.name}.json`),
      stringifyMeasurements(measurementsOf(experiment, lines)),
    );
  const environment = { ...(await environmentOf(new Date())), peakMemoryBytes: peakMemoryBytes() };
  const costs = costsOf(part, lines, { environment, workers });
  await writeAtomically(join(folder, part.name, "costs.json"), stringifyCosts(costs));
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
