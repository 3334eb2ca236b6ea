import { onTop } from "./layers.ts";
import type { Channels, Layer } from "./layers.ts";
import { filled } from "./points.ts";
import type { Panel } from "./points.ts";
import { bandwidthOf } from "./violin.ts";
import type { Violin } from "./violin.ts";

/**
 * The density of the seeds, as wide as its slot where it is highest. On a log axis it is the density of the logarithm, or
 * its area would not be a share of the seeds.
 */
export function violinLayers(
  data: readonly Violin[],
  strategies: number,
  log: boolean,
  channels: Channels,
): Layer[] {
  const { x, y, color } = channels;
  if (data.length === 0) return [];
  const groups = [...Map.groupBy(data, (seed) => `${seed.strategy} ${seed.x}`).values()];
  const most = Math.max(...groups.map(({ length }) => length));
  const half = (0.46 * filled) / strategies;
  const group = ["strategy", "x", "centre", "sd", "low", "high"];
  return [
    {
      data: onTop(data),
      transform: [
        {
          density: "z",
          groupby: group,
          bandwidth: bandwidthOf(most),
          extent: [-5, 5],
          steps: 48,
          as: ["z", "density"],
        },
        { filter: "datum.z >= datum.low && datum.z <= datum.high" },
        { joinaggregate: [{ op: "max", field: "density", as: "peak" }], groupby: ["strategy", "x"] },
        { calculate: `datum.x - ${half} * datum.density / datum.peak`, as: "left" },
        { calculate: `datum.x + ${half} * datum.density / datum.peak`, as: "right" },
        {
          calculate: log ? "exp(datum.centre + datum.sd * datum.z)" : "datum.centre + datum.sd * datum.z",
          as: "y",
        },
        ...(log ? [] : [{ filter: "datum.y >= 0 && datum.y <= 1" }]),
      ],
      mark: { type: "area", orient: "horizontal", opacity: 0.4 },
      encoding: { x: { ...x, field: "left" }, x2: { field: "right" }, y, color, detail: { field: "x" } },
    },
  ];
}

/** Every seed as a point on the range they span. */
export const seedLayers = (data: Panel["points"], { x, y, color }: Channels): Layer[] => [
  {
    data: onTop(data),
    transform: [
      {
        aggregate: [
          { op: "min", field: "y", as: "low" },
          { op: "max", field: "y", as: "high" },
        ],
        groupby: ["strategy", "x"],
      },
    ],
    mark: { type: "rule", strokeWidth: 1.5, opacity: 0.6 },
    encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
  },
  {
    data: onTop(data),
    mark: { type: "point", filled: true, shape: "circle", size: 14, opacity: 0.8 },
    encoding: { x, y, color },
  },
];
