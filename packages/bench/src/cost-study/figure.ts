import type { TopLevelSpec } from "vega-lite";
import { ink, looksOf } from "../report/figures/palette.ts";
import { logTicks, tickLabels } from "../report/figures/ticks.ts";
import { fitOf, methods, pointsOf } from "./fits.ts";
import { quantities, SAMPLES } from "./study.ts";
import type { CostStudy, MethodName, Quantity } from "./study.ts";

/** The naive form has the colour of what it computes, and no mark of its own. */
const looks: Readonly<Record<MethodName, { readonly colour: string; readonly shape: string }>> = (() => {
  const [proposed, nonlinear] = looksOf(["elimination-compensation", "nonlinear"]);
  return { "elimination-compensation": proposed, nonlinear, naive: { colour: ink, shape: "diamond" } };
})();

const names: Readonly<Record<MethodName, string>> = {
  "elimination-compensation": "elimination-compensation",
  nonlinear: "nonlinear, as here",
  naive: "nonlinear, a forward pass a weight",
};

/** Seconds and operations against the number of weights, both axes logarithmic: a power law is a straight line. */
export const costFigure = (study: CostStudy): TopLevelSpec => ({
  spacing: 90,
  bounds: "flush",
  hconcat: (["seconds", "operations"] as const).map((quantity) => panel(study, quantity)),
});

function panel(study: CostStudy, quantity: Quantity) {
  const { title, of } = quantities[quantity];
  const points = methods.flatMap((method) =>
    pointsOf(study, method).map((point) => ({
      name: names[method],
      N: point.weights,
      y: of(point),
      isWhole: point.removed === undefined,
    })),
  );
  const ends = [Math.min(...points.map(({ N }) => N)), Math.max(...points.map(({ N }) => N))];
  const lines = methods.flatMap((method) => {
    const fit = fitOf(study, method, quantity);
    return fit === undefined ? [] : ends.map((N) => ({ name: names[method], N, y: fit.at(N) }));
  });
  const all = [...points, ...lines].map(({ y }) => y);
  const x = axis("N", "weights", [ends[0] / 1.3, ends[1] * 1.3]);
  const y = axis("y", `${title} for ${SAMPLES.toLocaleString("en-US")} samples`, [
    Math.min(...all) / 2,
    Math.max(...all) * 2,
  ]);
  const domain = methods.map((method) => names[method]);
  const legend = {
    title: null,
    orient: "top" as const,
    columns: 3,
    symbolSize: 100,
    symbolOpacity: 1,
    labelLimit: 0,
  };
  const color = {
    field: "name",
    type: "nominal" as const,
    legend,
    scale: { domain, range: methods.map((method) => looks[method].colour) },
  };
  const shape = { ...color, scale: { domain, range: methods.map((method) => looks[method].shape) } };
  return {
    width: 400,
    height: 340,
    layer: [
      {
        data: { values: lines },
        mark: { type: "line" as const, strokeWidth: 1.2, opacity: 0.5 },
        encoding: { x, y, color },
      },
      {
        data: { values: points.filter(({ isWhole }) => isWhole) },
        mark: { type: "point" as const, filled: true, opacity: 1, size: 60 },
        encoding: { x, y, color, shape },
      },
      {
        data: { values: points.filter(({ isWhole }) => !isWhole) },
        mark: { type: "point" as const, filled: false, opacity: 1, size: 60, strokeWidth: 1.5 },
        encoding: { x, y, color, shape },
      },
    ],
  };
}

function axis(field: string, title: string, [low, high]: readonly number[]) {
  const ticks = logTicks(low, high);
  const labels = Object.fromEntries(tickLabels(ticks).map((label, at) => [ticks[at], label]));
  return {
    field,
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [low, high], nice: false },
    axis: { title, values: ticks, labelExpr: `${JSON.stringify(labels)}[datum.value]` },
  };
}
