import { linearTicks, logTicks, tickLabels } from "./ticks.ts";
import type { Look } from "./palette.ts";

/** A logarithmic axis whose labels have one style. */
export function logAxis(
  title: string,
  [low, high]: readonly [number, number],
  scale: { readonly field?: string; readonly range?: readonly number[] } = {},
) {
  const { field = "y", range } = scale;
  const ticks = logTicks(low, high);
  const labels = Object.fromEntries(tickLabels(ticks).map((label, at) => [ticks[at], label]));
  return {
    field,
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [low, high], ...(range && { range: [...range] }), nice: false },
    axis: { title, values: ticks, labelExpr: `${JSON.stringify(labels)}[datum.value]` },
  };
}

/** Some values and a little air, as factors. */
export function logDomain([low, high]: readonly [number, number]): [number, number] {
  const margin = Math.max((high / low) ** 0.04, 1.02);
  return [low / margin, high * margin];
}

/** An axis of fractions, in percent. */
export function percentAxis(title: string, [low, high]: readonly [number, number], range: readonly number[]) {
  const margin = Math.max((high - low) * 0.04, 0.002);
  const domain = [Math.max(low - margin, 0), Math.min(high + margin, 1)];
  return {
    field: "y",
    type: "quantitative" as const,
    scale: { domain, range: [...range], nice: false, zero: false },
    axis: { title, values: linearTicks(domain[0], domain[1]), format: ".3~%" },
  };
}

/** A horizontal axis of labels that are evenly spaced whatever they say. */
export const labelAxis = (title: string, labels: readonly string[]) => ({
  field: "x",
  type: "quantitative" as const,
  scale: { domain: [-0.5, labels.length - 0.5], nice: false, zero: false },
  axis: {
    title,
    values: labels.map((_, at) => at),
    labelExpr: `${JSON.stringify(labels)}[datum.value]`,
    grid: false,
  },
});

/** Colour and shape carry the same names, so Vega-Lite makes one legend of both. */
export function lookChannels(field: string, looks: ReadonlyMap<string, Look>, columns?: number) {
  const legend = {
    title: null,
    orient: "top" as const,
    ...(columns === undefined ? {} : { columns }),
    symbolSize: 100,
    symbolOpacity: 1,
    labelLimit: 0,
  };
  const named = { field, type: "nominal" as const, legend };
  const domain = [...looks.keys()];
  const all = [...looks.values()];
  return {
    color: { ...named, scale: { domain, range: all.map(({ colour }) => colour) } },
    shape: { ...named, scale: { domain, range: all.map(({ shape }) => shape) } },
  };
}
