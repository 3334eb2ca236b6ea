import { metrics, forward, chunks } from "@espalier/network";
import type { MetricName, Layer, Network, Work } from "@espalier/network";
import { outputsFor } from "@espalier/network/internal";
import type { Chunk } from "@espalier/scores";
import { takeColumns } from "@espalier/structured";
import type { UnitCompensationName } from "@espalier/structured";
import { allUnits, composed, narrowed, upTo, unitStatistics } from "@espalier/structured/internal";
import type { Moved, UnitCompensation } from "@espalier/structured/internal";
import { astype, dtypeOf, firstNotFinite, ValueError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import type { Left } from "./options.ts";

/** The samples as a smaller network takes them. */
export const columnsOf = ({ inputs, targets }: Chunk, { kept: [columns] }: Left): Chunk => ({
  inputs: columns.length === inputs.shape[1] ? inputs : takeColumns(inputs, columns),
  targets,
});

/** Removes some inputs of a layer, and lets that layer make up for it. */
export function* removeUnits(
  who: string,
  dense: Network,
  left: Left,
  samples: Chunk,
  {
    k,
    removed,
    compensation,
    metric,
  }: {
    readonly k: number;
    readonly removed: readonly number[];
    readonly compensation: UnitCompensation;
    readonly metric: MetricName;
  },
): Work<Left & { readonly by: UnitCompensationName }> {
  const layer = left.network.layers[k];
  const kept = upTo(layer.weight.shape[1]).filter((j) => !removed.includes(j));
  const { inputs } = columnsOf(samples, left);
  const [statistics] =
    compensation.name === "none"
      ? []
      : yield* unitStatistics(left.network, { who, inputs, layers: [k], metric }, compensation.wanted);
  const inner = allUnits(left.network).map((units, at) => (at === k ? kept : units));
  const candidates = compensation
    .candidates({ layer, removed, kept, statistics: statistics ?? noStatistics })
    .map(({ by, layer: moved }) => ({
      by,
      kept: composed(left.kept, inner),
      network: narrowed(withLayer(who, left.network, k, moved), inner),
    }));
  if (candidates.length === 1) return candidates[0];
  const reference = outputsFor(dense, samples.inputs);
  const costs = candidates.map((each) =>
    divergenceOf(each.network, columnsOf(samples, each).inputs, reference, metric),
  );
  return candidates[costs.indexOf(Math.min(...costs))] ?? candidates[0];
}

/** For `none`, which reads nothing. */
const noStatistics = undefined as never;

/** The network with another layer, in its own precision. */
function withLayer(
  who: string,
  network: Network,
  k: number,
  { weight, bias, activation }: Moved["layer"],
): Network {
  const dtype = dtypeOf(network.layers[k].weight);
  const layer: Layer = {
    weight: inPrecision(`${who}: layer ${k}`, "a weight", weight, dtype),
    bias: inPrecision(`${who}: layer ${k}`, "a bias", bias, dtype),
    activation,
  };
  return { layers: network.layers.with(k, layer) };
}

function inPrecision(where: string, name: string, parameter: Tensor, dtype: DType): Tensor {
  const rounded = astype(parameter, dtype);
  const at = firstNotFinite(rounded.data);
  if (at >= 0)
    throw new ValueError(where, `${name} in range after the compensation`, String(parameter.data[at]));
  return rounded;
}

/** The divergence of the outputs from a reference, summed over the samples. */
function divergenceOf(network: Network, inputs: Tensor, reference: Tensor, metric: MetricName): number {
  let sum = 0;
  for (const [X, y0] of chunks(inputs, reference)) sum += metrics[metric].divergence(forward(network, X), y0);
  return sum;
}
