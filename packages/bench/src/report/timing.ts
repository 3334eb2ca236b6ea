import type { Figure } from "@espalier/pages";
import type { CostsFile } from "../experiments/costs.ts";
import { isPruning } from "../experiments/strategies.ts";
import type { Measured } from "./measured.ts";
import { showSeconds } from "@espalier/pages/numbers";
import { spreadOf } from "@espalier/pages/statistics";
import type { Spread } from "@espalier/pages/statistics";
import { logAxis } from "@espalier/pages/figures";
import { ink, looksOf } from "@espalier/pages/looks";

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

/** Durations on a log axis: means and ranges, with the mean in words. */
export function timingFigure(measured: Measured, costs: CostsFile): Figure["spec"] | undefined {
  const shown = timings(measured, costs).filter(({ seconds }) => seconds.min > 0);
  if (shown.length === 0) return undefined;
  const looks = looksOf(measured.strategies);
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    axis: { title: null, ticks: false, labelPadding: 8, labelLimit: 0, grid: true },
  } as const;
  const x = (field: string) => logAxis("seconds (log scale)", field);
  return {
    padding: { left: 28, right: 48, top: 8, bottom: 8 }, // some fonts are wider than Helvetica
    width: 720,
    height: { step: 30 },
    data: {
      values: shown.map(({ name, seconds: { mean, min, max } }) => ({
        name,
        mean,
        low: min,
        high: max,
        colour: looks.get(name)?.colour ?? ink,
        label: showSeconds(mean),
      })),
    },
    layer: [
      { mark: { type: "rule", color: ink }, encoding: { y, x: x("low"), x2: { field: "high" } } },
      {
        mark: { type: "point", filled: true, size: 110, opacity: 1 },
        encoding: { y, x: x("mean"), color: { field: "colour", type: "nominal", scale: null } },
      },
      {
        mark: { type: "text", align: "left", dx: 10 },
        encoding: { y, x: x("high"), text: { field: "label" } },
      },
    ],
  };
}
