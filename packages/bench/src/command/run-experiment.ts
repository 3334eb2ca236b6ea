import { cases } from "../cases/index.ts";
import type { DataSet } from "../data/dataset.ts";
import { planOf, tasksOf } from "../experiment/plan.ts";
import { runPlans } from "../experiment/run.ts";
import { writeReport } from "../report/write.ts";
import { renderTable } from "../report/table.ts";
import type { Settings } from "../results.ts";
import { createDisplay } from "./display.ts";
import { environmentOf } from "./environment.ts";
import { defaultFolder, readEarlier } from "./folder.ts";
import { createRecord } from "./record.ts";
import { createTracker } from "./tracker.ts";
import { sentenceOf, showSeconds } from "./words.ts";

export interface ExperimentOptions {
  readonly settings: Settings;
  readonly workers: number;
  /** Where the data of the case are, or are to be kept. */
  readonly data: string;
  /** For the results; a folder of the settings under `runs` unless told otherwise. */
  readonly out: string | undefined;
  /** Measures again what an earlier run has left. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  /** For what is going on. */
  readonly progress: NodeJS.WriteStream;
  /** For what came of it. */
  readonly output: NodeJS.WriteStream;
}

/**
 * The main job: measures what has not been measured yet, and writes table and report of everything there is, also
 * when it is stopped.
 *
 * @returns whether it came to its end
 */
export async function runExperiment(options: ExperimentOptions): Promise<boolean> {
  const { settings, signal, output, progress, out = defaultFolder(settings) } = options;
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const say = (line: string): void => void progress.write(`${line}\n`);
  const earlier = options.fresh ? undefined : await readEarlier(out, settings);
  const environment = await environmentOf(new Date());
  const record = createRecord({ folder: out, settings, environment, earlier, seconds });
  const done = { rows: earlier?.results.rows ?? [], baselines: earlier?.baselines ?? new Map() };
  const plans = planOf(settings, done);
  const tasks = tasksOf(plans);
  if (earlier !== undefined)
    say(
      `${out} has ${done.rows.length} results of these settings; ${tasks.length === 0 ? "nothing is left to do" : "going on from there"} (--fresh starts over).`,
    );

  try {
    if (tasks.length > 0) {
      const data = await loadData(options, seconds, say);
      const track = createTracker(tasks, settings);
      const display = createDisplay(progress, seconds);
      try {
        await runPlans(plans, {
          ...options,
          data,
          onReport(report) {
            if (report.kind === "row") {
              record.add(report.row);
              display.log(sentenceOf(report.row));
            }
            const { fraction, label } = track(report);
            display.update(fraction, label);
          },
          onBaseline: record.addBaseline,
        });
      } finally {
        display.stop();
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await record.written();
  }

  const results = record.results();
  if (results.rows.length === 0) {
    say("Stopped before anything was measured.");
    return false;
  }
  const [json, page] = await writeReport(out, results);
  const table = renderTable(results.rows, {
    settings,
    colour: output.isTTY && output.hasColors(),
    width: output.columns ?? 100,
  });
  output.write(`\n${table}\n`);
  output.write(`results  ${json}\nreport   ${page}\n`);
  say(
    signal.aborted
      ? "Stopped. What was measured is kept; the same command goes on from there."
      : `${showSeconds(seconds())} in all.`,
  );
  return !signal.aborted;
}

async function loadData(
  { settings, data: folder, progress, signal }: ExperimentOptions,
  seconds: () => number,
  say: (line: string) => void,
): Promise<DataSet> {
  const display = createDisplay(progress, seconds);
  try {
    return await cases[settings.case].load({
      settings,
      folder,
      signal,
      onProgress: display.update,
      onNotice: say,
    });
  } finally {
    display.stop();
  }
}
