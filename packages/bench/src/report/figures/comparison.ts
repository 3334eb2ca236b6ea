import type { Stage } from "../../experiments/measure.ts";
import type { TopLevelSpec } from "vega-lite";
import { baselineLayers, lineLayers, outsideLayers, roomOutside, separators } from "./layers.ts";
import type { Channels, Layer } from "./layers.ts";
import { showNumber } from "../numbers.ts";
import { looksOf } from "./palette.ts";
import { panelOf } from "./points.ts";
import type { Panel } from "./points.ts";
import type { Compared, Measure } from "../measured.ts";
import { seedLayers, violinLayers } from "./seed-layers.ts";
import { labelAxis, logAxis, logDomain, lookChannels, percentAxis } from "./axes.ts";
import { scientific } from "./ticks.ts";

/**
 * The layout of the paper's figures 1, 3 and 4: a measure against the pruning ratio, right after pruning on the left and
 * after fine-tuning on the right; lines through the means, violins or points for the seeds, the baseline dashed.
 */
export const comparison = (experiment: Compared, measure: Measure): TopLevelSpec => ({
  // Between the panels: the label of the baseline, and the axis of the right one. Vega would leave room for more.
  spacing: 145,
  bounds: "flush",
  hconcat: [
    panel(experiment, measure, "pruned", "Right after pruning"),
    panel(experiment, measure, "fine-tuned", "After fine-tuning"),
  ],
});

const size = { width: 490, height: 380 };

function panel(experiment: Compared, measure: Measure, stage: Stage, title: string) {
  const shown = panelOf(experiment, stage, measure);
  const range = [size.height, shown.outside.length > 0 ? roomOutside : 0];
  const shared = channels(experiment, measure, shown.extent, range);
  const layer: Layer[] = [
    separators(experiment.ratios.length, shared),
    ...baselineLayers(shown.baseline, shared, axisNumber(measure)),
    ...violinLayers(shown.violins, experiment.strategies.length, measure === "testLoss", shared),
    ...seedLayers(shown.points, shared),
    ...lineLayers(shown.means, shared),
    ...outsideLayers(shown.outside, shared),
  ];
  return { ...size, title, layer };
}

/** The axes and looks that the layers of a panel share. */
function channels(
  { strategies, ratios }: Compared,
  measure: Measure,
  extent: Panel["extent"],
  range: number[],
): Channels {
  const looks = looksOf(strategies);
  return {
    // 0.9, 0.95 and 0.98 matter most and lie closest.
    x: labelAxis("pruning ratio ρ, the fraction of weights removed (not to scale)", ratios.map(String)),
    y:
      measure === "testLoss"
        ? logAxis("test loss (log scale)", logDomain(extent), { range })
        : percentAxis("test accuracy", extent, range),
    ...lookChannels("strategy", new Map(strategies.map((strategy, at) => [strategy, looks[at]]))),
  };
}

/** A number as the axis of a measure would write it, with three digits. */
const axisNumber =
  (measure: Measure) =>
  (value: number): string => {
    if (measure === "testAccuracy") return `${showNumber(value * 100)}%`;
    return value >= 1e-3 && value < 1e5 ? showNumber(value) : scientific(value, 2);
  };
