import type { TopLevelSpec } from "vega-lite";
import type { CostsFile } from "../../experiments/costs.ts";
import { isPruning } from "../../experiments/strategies.ts";
import type { Measured } from "../measured.ts";
import { showSeconds } from "../numbers.ts";
import { spreadOf } from "../statistics.ts";
import type { Spread } from "../statistics.ts";
import { ink, looksOf } from "./palette.ts";

/** The time of something, over all seeds. */
interface Timing {
  readonly name: string;
  readonly seconds: Spread;
}

/** Scores and removal of each strategy; then training and fine-tuning of one network, to compare with. */
function timings({ name, strategies, measurements }: Measured, { rows }: CostsFile): Timing[] {
  const own = rows.filter(({ experiment }) => experiment === name);
  const timing = (title: string, seconds: readonly number[]): Timing[] =>
    seconds.length === 0 ? [] : [{ name: title, seconds: spreadOf(seconds) }];
  const tuned = measurements.rows.filter(({ stage }) => stage === "fine-tuned");
  return [
    ...strategies.flatMap((strategy) =>
      timing(
        strategy,
        own
          .filter((row) => row.strategy === strategy && row.scores !== undefined)
          .map(({ scores = 0, removal = 0 }) => scores + removal),
      ),
    ),
    ...timing(
      "(training)",
      own.filter(({ strategy }) => strategy === "baseline").flatMap(({ training }) => training ?? []),
    ),
    ...timing(
      "(fine-tuning)",
      own
        .filter(({ strategy }) => isPruning(strategy) && strategy !== "baseline")
        .flatMap(({ training, strategy, seed }) => {
          const networks = tuned.filter((row) => row.strategy === strategy && row.seed === seed).length;
          return training === undefined || networks === 0 ? [] : [training / networks];
        }),
    ),
  ];
}

/** Durations as bars on a log axis, which has no zero: they start at a power of ten, and the label tells the number. */
export function timingFigure(measured: Measured, costs: CostsFile): TopLevelSpec | undefined {
  const bars = timings(measured, costs).filter(({ seconds }) => seconds.mean > 0);
  if (bars.length === 0) return undefined;
  const colour = new Map(
    measured.strategies.map((name, index) => [name, looksOf(measured.strategies)[index].colour]),
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
    padding: { left: 28, right: 8, top: 8, bottom: 8 }, // some fonts are wider than Helvetica
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
