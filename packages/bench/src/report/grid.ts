import type { Stage } from "../experiments/measure.ts";
import { isPruning } from "../experiments/strategies.ts";
import { showSpread, unitOf } from "@espalier/pages/numbers";
import type { Spread } from "@espalier/pages/statistics";
import type { Measure, Measured } from "./measured.ts";

/** A cell of a table of strategies and ratios, as text; "–" where there is no row (yet). */
export interface Cell {
  readonly mean: string;
  /** Empty for a single seed. */
  readonly sd: string;
  /** The best mean of its column; several when they are equal, none where no mean is finite. */
  readonly best: boolean;
}

export interface Grid {
  /** Power of ten in which the numbers are given. */
  readonly unit: number;
  readonly lines: readonly { readonly strategy: string; readonly cells: readonly Cell[] }[];
}

/** Strategies × ratios at one stage of an experiment. Both stages are in the same unit. */
export function grid(experiment: Measured, stage: Stage, measure: Measure): Grid {
  const { ratios } = experiment;
  const strategies = experiment.strategies.filter((strategy) => stage !== "pruned" || isPruning(strategy));
  const means = experiment.strategies.flatMap((strategy) =>
    ratios.flatMap((ratio) =>
      (["pruned", "fine-tuned"] as const).flatMap(
        (each) => experiment.spread(each, strategy, ratio, measure)?.mean ?? [],
      ),
    ),
  );
  const unit =
    measure === "testAccuracy" ? 0.01 : unitOf([...means, beforePruning(experiment, measure)?.mean ?? 0]);
  const spread = (strategy: string, ratio: number) => experiment.spread(stage, strategy, ratio, measure);
  const best = ratios.map((ratio) =>
    bestOf(
      strategies.flatMap((each) => spread(each, ratio)?.mean ?? []),
      measure,
    ),
  );
  const cell = (strategy: string, ratio: number, index: number): Cell => {
    const value = spread(strategy, ratio);
    return value
      ? { ...showSpread(value, unit), best: value.mean === best[index] }
      : { mean: "–", sd: "", best: false };
  };
  return {
    unit,
    lines: strategies.map((strategy) => ({
      strategy,
      cells: ratios.map((ratio, index) => cell(strategy, ratio, index)),
    })),
  };
}

export const beforePruning = ({ spread }: Measured, measure: Measure): Spread | undefined =>
  spread("baseline", "baseline", 0, measure);

function bestOf(means: readonly number[], measure: Measure): number | undefined {
  const finite = means.filter((mean) => Number.isFinite(mean));
  if (finite.length === 0) return undefined;
  return measure === "testLoss" ? Math.min(...finite) : Math.max(...finite);
}
