import type { TopLevelSpec } from "vega-lite";
import type { Row } from "../results.ts";
import { showSeconds } from "./numbers.ts";
import { ink, looksOf } from "./palette.ts";
import { spreadOf } from "./summary.ts";
import type { Experiment, Spread } from "./summary.ts";
import { isPruning } from "./words.ts";

/** What took how long, over all seeds and ratios. */
export interface Timing {
  readonly name: string;
  readonly seconds: Spread;
}

/** Scores and removal of each strategy that has run, in its order; then training and fine-tuning, to compare with. */
export function timings({ strategies, rows }: Experiment): Timing[] {
  const timing = (name: string, belongs: (row: Row) => boolean): Timing[] => {
    const own = rows.filter(belongs).map(({ seconds }) => seconds);
    return own.length === 0 ? [] : [{ name, seconds: spreadOf(own) }];
  };
  return [
    ...strategies.flatMap((name) =>
      timing(name, ({ stage, strategy }) => stage === "pruned" && strategy === name),
    ),
    ...timing("(training)", ({ stage }) => stage === "baseline"),
    ...timing("(fine-tuning)", ({ stage, strategy }) => stage === "fine-tuned" && isPruning(strategy)),
  ];
}

/** Durations as bars on a log axis, which has no zero: they start at a power of ten, and the label tells the number. */
export function timingFigure(experiment: Experiment): TopLevelSpec {
  const bars = timings(experiment).filter(({ seconds }) => seconds.mean > 0);
  const colour = new Map(
    experiment.strategies.map((name, index) => [name, looksOf(experiment.strategies)[index].colour]),
  );
  const low = Math.floor(Math.log10(Math.min(...bars.map(({ seconds }) => seconds.min || seconds.mean))));
  const high = Math.ceil(Math.log10(Math.max(...bars.map(({ seconds }) => seconds.max))));
  const decades = Array.from({ length: Math.max(high - low, 1) + 1 }, (_, index) =>
    Number(`1e${low + index}`),
  );
  const labels = Object.fromEntries(decades.map((seconds) => [seconds, showDecade(seconds)]));
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    axis: { title: null, ticks: false, labelPadding: 8, labelLimit: 0 },
  } as const;
  const x = {
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [decades[0], decades[decades.length - 1]], nice: false },
    axis: {
      title: "time (log scale)",
      values: decades,
      labelExpr: `${JSON.stringify(labels)}[datum.value]`,
    },
  };
  return {
    width: 720,
    height: { step: 30 },
    data: {
      values: bars.map(({ name, seconds }) => ({
        name,
        from: decades[0],
        mean: seconds.mean,
        low: Math.max(seconds.min, decades[0]),
        high: seconds.max,
        colour: colour.get(name) ?? ink,
        opacity: colour.has(name) ? 0.75 : 0.3,
        label: showSeconds(seconds.mean),
      })),
    },
    layer: [
      {
        mark: { type: "bar", height: 16 },
        encoding: {
          y,
          x: { ...x, field: "from" },
          x2: { field: "mean" },
          color: { field: "colour", type: "nominal", scale: null },
          opacity: { field: "opacity", type: "quantitative", scale: null },
        },
      },
      {
        mark: { type: "rule", color: ink },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } },
      },
      {
        mark: { type: "text", align: "left", dx: 8 },
        encoding: { y, x: { ...x, field: "high" }, text: { field: "label" } },
      },
    ],
  };
}

/** A power of ten as `10 µs`, `100 ms`, `1000 s`. */
const showDecade = (seconds: number): string => {
  const [unit, size] =
    seconds < 1e-3 ? (["µs", 1e-6] as const) : seconds < 1 ? (["ms", 1e-3] as const) : (["s", 1] as const);
  return `${Math.round(seconds / size).toLocaleString("en-US")} ${unit}`;
};
