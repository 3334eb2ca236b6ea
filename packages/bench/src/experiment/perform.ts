import {
  cut,
  evaluate,
  initialNetwork,
  narrower,
  nonzeroWeights,
  scoring,
  sizesOf,
  strategyOf,
  train,
} from "@espalier/prune";
import type { LossName, Network, RetrainingStrategy, ScoringStrategy, Work } from "@espalier/prune";
import { cases } from "../cases/index.ts";
import type { Row } from "../results.ts";
import { streamOf } from "./streams.ts";
import type { BaselineTask, Report, Shared, StrategyTask, Task } from "./task.ts";

/**
 * Does a task from start to end, reporting each row as soon as it is measured.
 *
 * @returns the trained network of a baseline
 */
export function perform(task: Task, shared: Shared, report: (report: Report) => void): Network | undefined {
  const bench = workbench(task, shared, report);
  if (task.kind === "baseline") return trainBaseline(task, bench);
  const strategy = strategyOf("perform", task.strategy);
  if (strategy.kind === "retrain") retrain(task, strategy, bench);
  else pruneAndFineTune(task, strategy, bench);
  return undefined;
}

/** The paper's first step: trains a network from its initial weights. */
function trainBaseline(
  { seed }: BaselineTask,
  { settings, data, training, timed, measure }: Workbench,
): Network {
  const { network: sizes, precision: dtype, epochs } = settings;
  const untrained = initialNetwork({ sizes, dtype, random: streamOf(seed, "initial weights") });
  const options = { ...training, epochs: epochs[0], random: streamOf(seed, "order of training") };
  const [network, seconds] = timed("train", train(untrained, data.train, options));
  measure("baseline", "baseline", 0, network, seconds);
  return network;
}

/** Scores the weights once, and for every ratio prunes the baseline and trains what is left. */
function pruneAndFineTune(
  { seed, ratios, baseline }: StrategyTask,
  strategy: ScoringStrategy,
  { settings, data, training, timed, measure }: Workbench,
): void {
  if (baseline === undefined) throw new Error(`${strategy.name} was given no baseline to prune`);
  const isNonlinear = strategy.name === "nonlinear";
  const [scores, scoreSeconds] = timed(
    "scores",
    scoring(baseline, data.train.inputs, {
      strategy,
      targets: data.train.targets,
      loss: training.loss,
      random: streamOf(seed, isNonlinear ? "samples of nonlinear" : "random scores"),
      samples: isNonlinear ? settings.nonlinearSamples : undefined,
    }),
  );
  for (const ratio of ratios) {
    const start = performance.now();
    const { network, masks } = cut(baseline, scores, ratio);
    measure("pruned", strategy.name, ratio, network, scoreSeconds + secondsSince(start));

    const options = {
      ...training,
      epochs: settings.epochs[1],
      random: streamOf(seed, "order of fine-tuning"),
      masks,
    };
    const [fineTuned, seconds] = timed(`fine-tune ρ = ${ratio}`, train(network, data.train, options));
    measure("fine-tuned", strategy.name, ratio, fineTuned, seconds);
  }
}

/** For every ratio, trains a network of as many weights from scratch, for as many epochs as the others had in all. */
function retrain(
  { seed, ratios }: StrategyTask,
  strategy: RetrainingStrategy,
  { settings, data, training, timed, measure }: Workbench,
): void {
  const { network: sizes, precision: dtype, epochs } = settings;
  const full = initialNetwork({ sizes, dtype, random: streamOf(seed, "initial weights") });
  for (const ratio of ratios) {
    const untrained = narrower(full, strategy, ratio, streamOf(seed, "weights of fully-connected"));
    const options = {
      ...training,
      epochs: epochs[0] + epochs[1],
      random: streamOf(seed, "order of training"),
    };
    const label = `train ${sizesOf(untrained).join("-")}`;
    const [network, seconds] = timed(label, train(untrained, data.train, options));
    measure("fine-tuned", strategy.name, ratio, network, seconds);
  }
}

interface Workbench extends Shared {
  readonly training: { readonly loss: LossName; readonly batch: number; readonly learningRate: number };
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
  const loss = cases[settings.case].loss;
  return {
    settings,
    data,
    training: { loss, batch: settings.batch, learningRate: settings.learningRate },
    timed(label, work) {
      const start = performance.now();
      for (;;) {
        const step = work.next();
        if (step.done === true) return [step.value, secondsSince(start)];
        report({ kind: "progress", label: `${who}: ${label}`, progress: step.value });
      }
    },
    measure(stage, strategy, ratio, network, seconds) {
      const { loss: testLoss, accuracy } = evaluate(network, data.test, loss);
      const { case: name, network: sizes, noise } = settings;
      const measured = { testLoss, ...(accuracy === undefined ? {} : { testAccuracy: accuracy }) };
      const weightsKept = nonzeroWeights(network);
      const row = { case: name, network: sizes, noise, strategy, ratio, seed: task.seed, stage };
      report({ kind: "row", row: { ...row, ...measured, weightsKept, seconds } });
    },
  };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;
