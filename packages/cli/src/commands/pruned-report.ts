import { assess, evaluate } from "@espalier/prune";
import type { Network, Pruned } from "@espalier/prune";
import type { Report } from "../report/report.ts";
import type { ScoringSamples, Judged } from "./scoring.ts";

/** The loss of the labelled samples, before and after. */
export const lossOf = (
  after: Network,
  { loss, before, ...samples }: Judged,
): NonNullable<Report["loss"]> => ({
  name: loss,
  before,
  after: evaluate(after, samples, loss),
});

/** The findings that need no samples. */
export const counts = ({ masks }: Pruned): Pick<Report, "layers"> => ({
  layers: masks.map((mask) => ({ weights: mask.length, kept: mask.reduce((sum, kept) => sum + kept, 0) })),
});

/** The findings that need samples: how far the outputs moved, in all and layer by layer. */
export function changes(
  network: Network,
  pruned: Pruned,
  { inputs, options }: ScoringSamples,
  metric: ScoringSamples["options"]["metric"] = options.metric,
): Pick<Report, "predicted" | "measured" | "layers"> {
  const { predicted, measured, layers } = assess(network, pruned, inputs, { metric });
  const { relative, rootMeanSquare, largest, mean } = measured;
  return {
    ...(predicted === undefined ? {} : { predicted }),
    measured: { relative, rootMeanSquare, largest: Array.from(largest.data), mean: Array.from(mean.data) },
    layers: layers.map(({ predicted: each, ...layer }) => ({
      ...layer,
      ...(each === undefined ? {} : { predicted: each }),
    })),
  };
}
