import type { Case } from "../cases/case.ts";
import type { DataSet } from "../data/dataset.ts";
import { planOf, tasksOf } from "../experiment/plan.ts";
import type { SeedPlan } from "../experiment/plan.ts";
import { runPlans } from "../experiment/run.ts";
import type { Report } from "../experiment/task.ts";
import { writeReport } from "../report/write.ts";
import { renderTable } from "../report/table.ts";
import type { Results, Settings } from "../results.ts";
import { createDisplay } from "./display.ts";
import { environmentOf } from "./environment.ts";
import { defaultFolder, readEarlier } from "./folder.ts";
import { createJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import type { Terminal } from "./terminal.ts";
import { createTracker } from "./tracker.ts";
import { sentenceOf, showSeconds } from "./words.ts";

export interface ExperimentOptions {
  readonly settings: Settings;
  /** Modules with strategies of the user's own, as file URLs; none unless told otherwise. */
  readonly modules?: readonly string[] | undefined;
  readonly workers: number;
  readonly load: Case["load"];
  /** Where the data of the case are, or are to be kept. */
  readonly data: string;
  /** For the results; a folder of the settings under `runs` unless told otherwise. */
  readonly out: string | undefined;
  /** Measures again what an earlier run has left. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  /** For what is going on. */
  readonly progress: Terminal;
  /** For what came of it. */
  readonly output: Terminal;
}

/**
 * The main job: measures what has not been measured yet, and writes table and report of everything there is, also
 * when it is stopped.
 *
 * @returns whether it came to its end
 */
export async function runExperiment(options: ExperimentOptions): Promise<boolean> {
  const { settings, signal, progress, out = defaultFolder(settings), fresh } = options;
  const seconds = stopwatch();
  const say = (line: string): void => void progress.write(`${line}\n`);
  const earlier = fresh ? undefined : await readEarlier(out, settings);
  const environment = await environmentOf(new Date());
  const journal = createJournal({ folder: out, settings, environment, earlier, seconds });
  const plans = planOf(settings, earlier);
  if (earlier !== undefined) say(`${out} has results of these settings already; --fresh starts over.`);
  if (tasksOf(plans).length > 0)
    try {
      await measure(plans, journal, seconds, options);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await journal.written();
    }

  if (journal.results().rows.length === 0) say("Stopped before anything was measured.");
  else await publish(out, journal.results(), options.output);
  if (signal.aborted) say("Stopped. What was measured is kept: the same command goes on from there.");
  else say(`${showSeconds(seconds())} in all.`);
  return !signal.aborted;
}

/** Loads the data and carries the plans out, and shows how far that is. */
async function measure(
  plans: readonly SeedPlan[],
  journal: Journal,
  seconds: () => number,
  options: ExperimentOptions,
): Promise<void> {
  const { settings, progress } = options;
  const data = await loadData(options, seconds);
  const track = createTracker(tasksOf(plans), settings);
  const display = createDisplay(progress, seconds);
  const onReport = (report: Report): void => {
    if (report.kind === "row") {
      journal.add(report.row);
      display.log(sentenceOf(report.row));
    }
    const { fraction, label } = track(report);
    display.update(fraction, label);
  };
  try {
    await runPlans(plans, { ...options, data, onReport, onBaseline: journal.addBaseline });
  } finally {
    display.stop();
  }
}

async function loadData(
  { settings, load, data: folder, progress, signal }: ExperimentOptions,
  seconds: () => number,
): Promise<DataSet> {
  const display = createDisplay(progress, seconds);
  const onNotice = (sentence: string): void => void progress.write(`${sentence}\n`);
  try {
    return await load({ settings, folder, signal, onProgress: display.update, onNotice });
  } finally {
    display.stop();
  }
}

/** The table for the terminal, and the files. */
async function publish(out: string, results: Results, output: Terminal): Promise<void> {
  const [json, page] = await writeReport(out, results);
  const { settings, rows } = results;
  const colour = output.hasColors?.() ?? false;
  output.write(`\n${renderTable(rows, { settings, colour, width: output.columns ?? 100 })}\n`);
  output.write(`results  ${json}\nreport   ${page}\n`);
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
