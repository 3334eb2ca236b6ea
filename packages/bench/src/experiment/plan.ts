import type { Network } from "@espalier/prune";
import type { Results, Row, Settings } from "../results.ts";
import { trainsFromScratch } from "./strategies.ts";
import type { BaselineTask, StrategyTask, Task } from "./task.ts";

/** What an earlier run of the same settings has left. */
export interface Earlier {
  readonly results: Results;
  /** The trained networks, by seed. */
  readonly baselines: ReadonlyMap<number, Network>;
}

/** What is left to do for a seed: some tasks at once, the others as soon as its baseline is trained. */
export interface SeedPlan {
  readonly seed: number;
  /** The network, where it is trained already. */
  readonly trained: Network | undefined;
  /** Absent where the baseline is measured, too. */
  readonly baseline: BaselineTask | undefined;
  readonly strategies: readonly StrategyTask[];
  /** Strategies that need no baseline, one ratio a task: they fill the gaps at the end. */
  readonly fillers: readonly StrategyTask[];
}

/** What of an experiment has not been measured yet, seed by seed. */
export const planOf = (settings: Settings, earlier?: Earlier): SeedPlan[] =>
  Array.from({ length: settings.seeds }, (_, seed) => seedPlan(seed, settings, earlier));

function seedPlan(seed: number, { strategies, ratios }: Settings, earlier: Earlier | undefined): SeedPlan {
  const rows = earlier?.results.rows ?? [];
  const isMeasured = (strategy: string, ratio: number, stage: Row["stage"]): boolean =>
    rows.some(
      (row) => row.seed === seed && row.strategy === strategy && row.ratio === ratio && row.stage === stage,
    );
  const missing = strategies
    .map((strategy): StrategyTask => {
      const left = ratios.filter((ratio) => !isMeasured(strategy, ratio, "fine-tuned"));
      return { kind: "strategy", seed, strategy, ratios: left };
    })
    .filter(({ ratios: left }) => left.length > 0);
  const isFiller = ({ strategy }: StrategyTask): boolean => trainsFromScratch(strategy);
  const trained = earlier?.baselines.get(seed);
  const isDone = trained !== undefined && isMeasured("baseline", 0, "baseline");
  return {
    seed,
    trained,
    baseline: isDone ? undefined : { kind: "baseline", seed },
    strategies: missing.filter((task) => !isFiller(task)),
    fillers: missing
      .filter(isFiller)
      .flatMap((task) => task.ratios.map((ratio) => ({ ...task, ratios: [ratio] }))),
  };
}

/** All tasks of some plans. */
export const tasksOf = (plans: readonly SeedPlan[]): Task[] =>
  plans.flatMap(({ baseline, strategies, fillers }) => [
    ...(baseline ? [baseline] : []),
    ...strategies,
    ...fillers,
  ]);

/** The training epochs of a task: what a run spends its time with, and so the measure of how far it is. */
export function epochsOf(task: Task, { epochs: [before, after] }: Settings): number {
  if (task.kind === "baseline") return before;
  return task.ratios.length * (trainsFromScratch(task.strategy) ? before + after : after);
}
