import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "@espalier/tensor";
import type { Network } from "@espalier/prune";
import { environmentNow, peakMemoryBytes } from "../files/environment.ts";
import { checkFolder, writeAtomically } from "espalier/files";
import { createDisplay, showDuration } from "../terminal/display.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { secondsSince } from "./context.ts";
import { costsOf } from "./costs-of.ts";
import { stringifyCosts } from "./costs.ts";
import type { Costs, CostsFile } from "./costs.ts";
import { loadAll } from "./data.ts";
import type { Load } from "./data.ts";
import type { Experiment, Part } from "./experiment.ts";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import type { Outcome } from "./kinds/kind.ts";
import { networksIn } from "./networks.ts";
import { planOf } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { createPool } from "./pool.ts";
import type { CreatePool } from "./pool.ts";
import { measurementsOf, stringifyMeasurements } from "./results.ts";
import type { Measurements } from "./results.ts";
import { schedule } from "./schedule.ts";
import { createTracker } from "./tracker.ts";
import { aloneIdOf, idOf, unitsOf } from "./unit.ts";

export interface RunOptions {
  readonly part: Part;
  readonly workers: number;
  /** Worker threads by default. */
  readonly pool?: CreatePool;
  readonly load: Load;
  /** Measures scoring of the network in a file, in a process of its own. */
  readonly scoreAlone: (experiment: Experiment, strategy: string, network: string) => Promise<Costs>;
  /** For the journal and the networks. */
  readonly folder: string;
  /** The path of the file of an experiment, or of the costs. */
  readonly pathOf: (name: string) => string;
  /** Whether earlier measurements are discarded. */
  readonly fresh: boolean;
  /** Measures only the units whose name in the journal contains this text. */
  readonly only?: string | undefined;
  /** Modules with strategies of the user's own, as file URLs. */
  readonly modules?: readonly string[];
  /** Receives each unit as soon as it is measured. */
  readonly onMeasured?: (outcome: Omit<Outcome, "network">, log: (line: string) => void) => void;
  readonly signal: AbortSignal;
  readonly progress: Terminal;
}

/** The measurements of a part, complete or not. */
export interface RunResult {
  readonly isComplete: boolean;
  readonly measurements: readonly Measurements[];
  readonly costs: CostsFile;
}

/**
 * Measures what has not been measured yet of a part, and writes its files. It may be stopped at any moment, in any way: called
 * again it goes on, and the files of measurements are the same, byte for byte, as if it had not been stopped.
 *
 * A file that cannot be written, as on a full disk, is reported at once and written again later; the measuring goes on.
 *
 * @throws ValueError before any work when the folders cannot be written, and in the end when a file still cannot
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { part, folder, pathOf, fresh, only, workers, signal, progress } = options;
  const start = performance.now();
  const seconds = (): number => secondsSince(start);
  const say = (line: string): void => void progress.write(`${line}\n`);
  const networks = networksIn(join(folder, "networks"));
  const journalPath = join(folder, "journal.jsonl");
  for (const each of new Set([folder, dirname(pathOf("costs"))])) await checkFolder(each);
  if (fresh) await rm(journalPath, { force: true });
  const journal = openJournal(journalPath);
  const problems: unknown[] = [];
  try {
    const plan = await planOf(part, journal.lines, networks, only);
    if (plan.tasks.length > 0) await measure(plan, journal, seconds, options);
    for (const { experiment, strategy } of plan.alone) {
      signal.throwIfAborted();
      say(`${experiment.name}: ${strategy}, scored once more in a process of its own`);
      const costs = await options.scoreAlone(experiment, strategy, networks.pathOf(experiment, 0));
      const problem = journal.add({ unit: aloneIdOf(experiment, strategy), entries: [], costs });
      if (problem !== undefined) say(problem.message);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    const problem = journal.close();
    if (problem !== undefined) problems.push(problem);
  }
  const measurements = part.experiments.map((experiment) => {
    const units = unitsOf(experiment).map((unit) => journal.lines.get(idOf(experiment, unit)));
    return measurementsOf(
      experiment,
      units.flatMap((line) => line?.entries ?? []),
    );
  });
  const environment = { ...(await environmentNow()), peakMemoryBytes: peakMemoryBytes() };
  const costs = costsOf(part, journal.lines, { environment, workers });
  const results = measurements.map((each) => [each.experiment.name, stringifyMeasurements(each)] as const);
  for (const [name, content] of [...results, ["costs", stringifyCosts(costs)] as const])
    await writeAtomically(pathOf(name), content).catch((error: unknown) => problems.push(error));
  if (problems.length > 0) {
    say("What could be written is kept: the same command continues from there.");
    throw problems[0];
  }
  if (signal.aborted)
    say("Stopped. The measurements so far are kept, and the same command continues from there.");
  else say(`${showDuration(seconds())} in all.`);
  return { isComplete: !signal.aborted, measurements, costs };
}

async function measure(
  { tasks }: Plan,
  journal: Journal,
  seconds: () => number,
  { part, workers, pool = createPool, folder, load, modules = [], onMeasured, signal, progress }: RunOptions,
): Promise<void> {
  const loading = createDisplay(progress, seconds);
  const data = await loadAll(
    tasks.map(({ experiment }) => experiment),
    load,
    loading.update,
  ).finally(loading.stop);
  const networks = networksIn(join(folder, "networks"));
  const planned = new Set(
    tasks.flatMap(({ experiment, units }) => units.map((unit) => idOf(experiment, unit))),
  );
  const tracker = createTracker(part.experiments, (experiment, unit) => !planned.has(idOf(experiment, unit)));
  const display = createDisplay(progress, seconds, tracker.fraction());
  // Networks that could not be written; the tasks that need them find them here.
  const unwritten = new Map<string, Network>();
  try {
    await schedule(tasks, pool(workers, { data, modules }, signal), {
      signal,
      onReport(report, { experiment }) {
        tracker.follow(experiment, report);
        if (report.kind === "measured") {
          const problem = journal.add({ unit: idOf(experiment, report.unit), ...report.outcome });
          if (problem !== undefined) progress.write(`${problem.message}; it is written again later\n`);
          onMeasured?.(report.outcome, display.log);
        }
        display.update(tracker.fraction(), tracker.label());
      },
      readBaseline: async ({ experiment, seed }) =>
        unwritten.get(networks.pathOf(experiment, seed)) ?? networks.read(experiment, seed),
      keepBaseline: ({ experiment, seed }, network) =>
        networks.write(experiment, seed, network).catch((error: unknown) => {
          if (!(error instanceof InputError)) throw error;
          unwritten.set(networks.pathOf(experiment, seed), network);
          progress.write(`${error.message}; it is kept in memory\n`);
        }),
    });
  } finally {
    display.stop();
  }
}
