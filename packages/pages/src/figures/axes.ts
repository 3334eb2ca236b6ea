import type { Look } from "../looks.ts";

/** A logarithmic axis. */
export const logAxis = (title: string, field: string, range?: readonly number[]) => ({
  field,
  type: "quantitative" as const,
  scale: { type: "log" as const, nice: false, padding: 12, ...(range && { range: [...range] }) },
  axis: { title, tickCount: 5, labelOverlap: true, labelExpr: powersOfTen },
});

/** `0.02`, or `3e-4` where that is shorter; Vega leaves out labels that have no room. */
const powersOfTen =
  "datum.label === '' ? '' : format(datum.value, datum.value >= 1e-3 && datum.value < 1e5 ? '.3~f' : '.2~e')";

/** An axis of fractions, in percent. */
export const percentAxis = (title: string, field: string, range: readonly number[]) => ({
  field,
  type: "quantitative" as const,
  scale: { range: [...range], nice: false, zero: false, padding: 12 },
  axis: { title, format: ".3~%" },
});

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
export function lookChannels(field: string, looks: ReadonlyMap<string, Look>, columns: number) {
  const legend = {
    title: null,
    orient: "top" as const,
    columns,
    symbolSize: 100,
    symbolOpacity: 1,
    labelLimit: 0,
  };
  const domain = [...looks.keys()];
  const channel = (range: string[]) => ({
    field,
    type: "nominal" as const,
    legend,
    scale: { domain, range },
  });
  return {
    color: channel([...looks.values()].map(({ colour }) => colour)),
    shape: channel([...looks.values()].map(({ shape }) => shape)),
  };
}
