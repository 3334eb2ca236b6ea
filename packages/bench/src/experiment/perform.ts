import { cut, evaluate, nonzeroWeights, sizesOf, strategyOf } from "@espalier/prune";
import type { Network, RetrainingStrategy, ScoringStrategy, Work } from "@espalier/prune";
import { cases } from "../cases/index.ts";
import type { Row } from "../results.ts";
import { fineTune, scoresOf, trainBaseline, trainFromScratch, untrained } from "./steps.ts";
import type { Bench } from "./steps.ts";
import { secondsSince, watch } from "./watch.ts";
import type { Report, Shared, StrategyTask, Task } from "./task.ts";

/**
 * Does a task from start to end, reporting each row as soon as it is measured.
 *
 * @param own strategies of the user's own
 * @returns the trained network of a baseline
 */
export function perform(
  task: Task,
  shared: Shared,
  report: (report: Report) => void,
  own: readonly ScoringStrategy[] = [],
): Network | undefined {
  const bench = workbench(task, shared, report);
  if (task.kind === "baseline") {
    const [network, seconds] = bench.timed("train", trainBaseline(bench, task.seed));
    bench.measure("baseline", "baseline", 0, network, seconds);
    return network;
  }
  const strategy = own.find(({ name }) => name === task.strategy) ?? strategyOf("perform", task.strategy);
  if (strategy.kind === "retrain") retrain(task, strategy, bench);
  else pruneAndFineTune(task, strategy, bench);
  return undefined;
}

/** Scores the weights once, and for every ratio prunes the baseline and trains what is left. */
function pruneAndFineTune(
  { seed, ratios, baseline }: StrategyTask,
  strategy: ScoringStrategy,
  bench: Workbench,
): void {
  if (baseline === undefined) throw new Error(`${strategy.name} was given no baseline to prune`);
  const { timed, measure } = bench;
  const [scores, scoreSeconds] = timed("scores", scoresOf(bench, seed, baseline, strategy));
  for (const ratio of ratios) {
    const start = performance.now();
    const pruned = cut(baseline, scores, ratio);
    measure("pruned", strategy.name, ratio, pruned.network, scoreSeconds + secondsSince(start));

    const [fineTuned, seconds] = timed(`fine-tune ρ = ${ratio}`, fineTune(bench, seed, pruned));
    measure("fine-tuned", strategy.name, ratio, fineTuned, seconds);
  }
}

/** For every ratio, trains a network of as many weights from scratch. */
function retrain({ seed, ratios }: StrategyTask, strategy: RetrainingStrategy, bench: Workbench): void {
  for (const ratio of ratios) {
    const start = untrained(bench, seed, strategy, ratio);
    const label = `train ${sizesOf(start).join("-")}`;
    const [network, seconds] = bench.timed(label, trainFromScratch(bench, seed, start));
    bench.measure("fine-tuned", strategy.name, ratio, network, seconds);
  }
}

interface Workbench extends Bench {
  /** The result of some work, whose progress is reported, and its seconds. */
  readonly timed: <T>(label: string, work: Work<T>) => [T, number];
  /** Reports a row about a network. */
  readonly measure: (
    stage: Row["stage"],
    strategy: string,
    ratio: number,
    network: Network,
    seconds: number,
  ) => void;
}

function workbench(task: Task, { settings, data }: Shared, report: (report: Report) => void): Workbench {
  const who = `seed ${task.seed} ${task.kind === "baseline" ? "baseline" : task.strategy}`;
  const { case: name, network: sizes, noise } = settings;
  return {
    recipe: settings,
    data,
    timed: (label, work) =>
      watch(work, (progress) => report({ kind: "progress", label: `${who}: ${label}`, progress })),
    measure(stage, strategy, ratio, network, seconds) {
      const { loss: testLoss, accuracy } = evaluate(network, data.test, cases[name].loss);
      const measured = { testLoss, ...(accuracy === undefined ? {} : { testAccuracy: accuracy }) };
      const weightsKept = nonzeroWeights(network);
      const row = { case: name, network: sizes, noise, strategy, ratio, seed: task.seed, stage };
      report({ kind: "row", row: { ...row, ...measured, weightsKept, seconds } });
    },
  };
}
