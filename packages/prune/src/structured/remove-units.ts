import { ask } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import type { MetricName, Layer, Network } from "@espalier/network";
import type { PassInput } from "@espalier/scores";
import { withAllInputs } from "@espalier/structured";
import type { UnitCompensationName } from "@espalier/structured";
import { checkSums, unitPassesOf, upTo } from "@espalier/structured/internal";
import type { KnownPasses, UnitCompensation, UnitStatistics } from "@espalier/structured/internal";
import { astype, dtypeOf, firstNotFinite, ValueError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";

/** Inputs of a matrix that are removed, and how. */
export interface Removal {
  /** The layers that use the matrix. */
  readonly uses: readonly number[];
  /** Columns of the matrix. */
  readonly removed: readonly number[];
  readonly compensation: UnitCompensation;
  readonly metric: MetricName;
}

/** The network whose outputs are to be met, and the columns of its inputs that a smaller one takes. */
export interface Origin {
  readonly dense: Network;
  readonly columns: readonly number[];
}

/**
 * Takes some inputs from a matrix, whose columns become zeros, and lets the layers that use it compensate. Several uses move the matrix as one:
 * their inputs count as samples of the same inputs, around the mean of each use. The statistics are of the samples in use.
 */
export function* removeUnits(
  who: string,
  network: Network,
  { dense, columns }: Origin,
  { uses, removed, compensation, metric }: Removal,
): Asking<{ readonly network: Network; readonly by: UnitCompensationName }> {
  const [, J] = network.layers[uses[0]].weight.shape;
  const isRemoved = new Set(removed);
  const kept = upTo(J).filter((j) => !isRemoved.has(j));
  const { wanted } = compensation;
  const inputOf = (smaller: Network): PassInput => ({
    who,
    network: withAllInputs(dense, smaller, columns),
    metric,
  });
  const statistics =
    compensation.name === "none"
      ? []
      : pooled(
          (yield* reduced({ of: "statistics", layers: uses, wanted }, inputOf(network))) as UnitStatistics[],
        );
  checkSums(who, uses, statistics);
  const moved = uses.map((k, u) =>
    compensation.candidates({
      layer: network.layers[k],
      removed,
      kept,
      statistics: statistics[u] ?? noStatistics,
    }),
  );
  const candidates = moved[0].map(({ by }, c) => ({
    by,
    network: withLayers(
      who,
      network,
      uses.map((k, u) => [k, withoutColumns(moved[u][c].layer, removed)] as const),
    ),
  }));
  if (candidates.length === 1) return candidates[0];
  const costs: number[] = [];
  for (const each of candidates)
    costs.push((yield* reduced({ of: "divergence", dense }, inputOf(each.network))) as number);
  return candidates[costs.indexOf(Math.min(...costs))] ?? candidates[0];
}

/** The total of some passes over the samples in use. */
function* reduced(known: KnownPasses, input: PassInput): Asking<unknown> {
  const { total } = yield* ask("reduce", { passes: unitPassesOf(input.who, known), known, input });
  return total;
}

/** The statistics of several uses of a matrix, with one covariance for all. */
function pooled(uses: readonly UnitStatistics[]): readonly UnitStatistics[] {
  const [first, ...others] = uses;
  if (others.length === 0 || first.covariance === undefined) return uses;
  const covariance = first.covariance.map((each, jl) =>
    others.reduce((sum, other) => sum + (other.covariance?.[jl] ?? 0), each),
  );
  return uses.map((each) => ({ ...each, covariance }));
}

function withoutColumns(layer: Layer, removed: readonly number[]): Layer {
  const { shape, data } = layer.weight;
  const weight = { shape, data: data.slice() };
  for (let from = 0; from < data.length; from += shape[1]) for (const j of removed) weight.data[from + j] = 0;
  return { ...layer, weight };
}

/** For `none`, which reads nothing. */
const noStatistics = undefined as never;

/** The network with other layers that share a matrix, in its own precision. */
function withLayers(
  who: string,
  network: Network,
  moved: readonly (readonly [k: number, layer: Layer])[],
): Network {
  const layers = [...network.layers];
  const [[first, { weight: matrix }]] = moved;
  const dtype = dtypeOf(network.layers[first].weight);
  const weight = inPrecision(`${who}: layer ${first}`, "a weight", matrix, dtype);
  for (const [k, { bias }] of moved)
    layers[k] = { ...layers[k], weight, bias: inPrecision(`${who}: layer ${k}`, "a bias", bias, dtype) };
  return { ...network, layers };
}

function inPrecision(where: string, name: string, parameter: Tensor, dtype: DType): Tensor {
  const rounded = astype(parameter, dtype);
  const at = firstNotFinite(rounded.data);
  if (at >= 0)
    throw new ValueError(where, `${name} in range after the compensation`, String(parameter.data[at]));
  return rounded;
}
