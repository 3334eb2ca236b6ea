import type { Stage } from "../../experiments/measure.ts";
import type { Spread } from "../statistics.ts";
import type { Compared, Measure } from "../measured.ts";
import { violinOf } from "./violin.ts";
import type { Violin } from "./violin.ts";

/** The numbers of one panel, ready for a figure: `x` counts ratios from 0, with a slot for each strategy around it. */
export interface Panel {
  /** Means over the seeds, null where there is none. */
  readonly means: readonly { readonly strategy: string; readonly x: number; readonly y: number | null }[];
  /** Groups with at least three distinct values. */
  readonly violins: readonly Violin[];
  /** The seeds of the other groups, of which no density is known. */
  readonly points: readonly { readonly strategy: string; readonly x: number; readonly y: number }[];
  /** Undefined too if a part of it has no place on the axis. */
  readonly baseline: Spread | undefined;
  /** Means that have no place on the axis: "∞", "NaN", and "0" on a log axis. */
  readonly outside: readonly {
    readonly strategy: string;
    readonly slot: number;
    readonly x: number;
    readonly glyph: string;
  }[];
  /** Smallest and largest number that is shown, the baseline's among them; [1, 1] if there is none. */
  readonly extent: readonly [number, number];
}

/** What share of the distance between two ratios the slots of all strategies fill together. */
export const filled = 0.84;

/** Accuracies have a linear axis and losses a log one, on which zero has no place. */
const axes = {
  testLoss: { transform: Math.log, inverse: Math.exp, holds: (y: number) => Number.isFinite(y) && y > 0 },
  testAccuracy: {
    transform: (y: number) => y,
    inverse: (y: number) => Math.min(Math.max(y, 0), 1),
    holds: (y: number) => Number.isFinite(y),
  },
} as const;

export function panelOf(experiment: Compared, stage: Stage, measure: Measure): Panel {
  const { strategies, ratios } = experiment;
  const { transform, inverse, holds } = axes[measure];
  const groups = strategies.flatMap((strategy, slot) =>
    ratios.map((ratio, index) => {
      const mean = experiment.spread(stage, strategy, ratio, measure)?.mean;
      const x = index + filled * ((slot + 0.5) / strategies.length - 0.5);
      const values = experiment.values(stage, strategy, ratio, measure).filter(holds);
      return { strategy, slot, x, mean, values, dense: new Set(values).size >= 3 };
    }),
  );
  const violins = groups.flatMap(({ strategy, x, values, dense }) =>
    dense ? violinOf(strategy, x, values, transform) : [],
  );
  const line = experiment.baseline(measure);
  const baseline = line && [line.min, line.mean, line.max].every(holds) ? line : undefined;
  const shown = [
    ...groups.flatMap(({ values }) => values),
    ...violins.flatMap(({ centre, sd, low, high }) => [
      inverse(centre + sd * low),
      inverse(centre + sd * high),
    ]),
    ...(baseline ? [baseline.min, baseline.max] : []),
  ];
  return {
    means: groups.map(({ strategy, x, mean = NaN }) => ({ strategy, x, y: holds(mean) ? mean : null })),
    violins,
    points: groups.flatMap(({ strategy, x, values, dense }) =>
      dense ? [] : values.map((y) => ({ strategy, x, y })),
    ),
    baseline,
    outside: groups.flatMap(({ strategy, slot, x, mean }) =>
      mean === undefined || holds(mean) ? [] : [{ strategy, slot, x, glyph: glyphOf(mean) }],
    ),
    extent: shown.length === 0 ? [1, 1] : [Math.min(...shown), Math.max(...shown)],
  };
}

const glyphOf = (mean: number): string => (Number.isNaN(mean) ? "NaN" : mean === Infinity ? "∞" : "0");
