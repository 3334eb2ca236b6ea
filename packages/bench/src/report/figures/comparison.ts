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
import { linearTicks, logTicks, scientific, tickLabels } from "./ticks.ts";

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
  const drawn = panelOf(experiment, stage, measure);
  const range = [size.height, drawn.outside.length > 0 ? roomOutside : 0];
  const shared = channels(experiment, measure, drawn.extent, range);
  const layer: Layer[] = [
    separators(experiment.ratios.length, shared),
    ...baselineLayers(drawn.baseline, shared, axisNumber(measure)),
    ...violinLayers(drawn.violins, experiment.strategies.length, measure === "testLoss", shared),
    ...seedLayers(drawn.points, shared),
    ...lineLayers(drawn.means, shared),
    ...outsideLayers(drawn.outside, shared),
  ];
  return { ...size, title, layer };
}

/** Colour and shape carry the same names, so Vega-Lite makes one legend of both. */
function channels(
  experiment: Compared,
  measure: Measure,
  extent: Panel["extent"],
  range: number[],
): Channels {
  const { strategies, ratios } = experiment;
  const looks = looksOf(strategies);
  const legend = { title: null, orient: "top", symbolSize: 100, symbolOpacity: 1, labelLimit: 0 } as const;
  const named = { field: "strategy", type: "nominal", legend } as const;
  return {
    x: {
      field: "x",
      type: "quantitative",
      scale: { domain: [-0.5, ratios.length - 0.5], nice: false, zero: false },
      axis: {
        // 0.9, 0.95 and 0.98 matter most and lie closest.
        title: "pruning ratio ρ, the fraction of weights removed (not to scale)",
        values: ratios.map((_, index) => index),
        labelExpr: `${JSON.stringify(ratios.map(String))}[datum.value]`,
        grid: false,
      },
    },
    y: measure === "testLoss" ? logAxis(extent, range) : percentAxis(extent, range),
    color: { ...named, scale: { domain: [...strategies], range: looks.map(({ colour }) => colour) } },
    shape: { ...named, scale: { domain: [...strategies], range: looks.map(({ shape }) => shape) } },
  };
}

/** What is drawn, and a little air. */
function logAxis([low, high]: Panel["extent"], range: number[]): Channels["y"] {
  const margin = Math.max((high / low) ** 0.04, 1.02);
  const domain = [low / margin, high * margin];
  const ticks = logTicks(domain[0], domain[1]);
  const labels = Object.fromEntries(tickLabels(ticks).map((label, index) => [ticks[index], label]));
  return {
    field: "y",
    type: "quantitative",
    scale: { type: "log", domain, range, nice: false },
    axis: {
      title: "test loss (log scale)",
      values: ticks,
      labelExpr: `${JSON.stringify(labels)}[datum.value]`,
    },
  };
}

function percentAxis([low, high]: Panel["extent"], range: number[]): Channels["y"] {
  const margin = Math.max((high - low) * 0.04, 0.002);
  const domain = [Math.max(low - margin, 0), Math.min(high + margin, 1)];
  return {
    field: "y",
    type: "quantitative",
    scale: { domain, range, nice: false, zero: false },
    axis: { title: "test accuracy", values: linearTicks(domain[0], domain[1]), format: ".3~%" },
  };
}

/** A number as the axis of a measure would write it, with three digits. */
const axisNumber =
  (measure: Measure) =>
  (value: number): string => {
    if (measure === "testAccuracy") return `${showNumber(value * 100)}%`;
    return value >= 1e-3 && value < 1e5 ? showNumber(value) : scientific(value, 2);
  };
