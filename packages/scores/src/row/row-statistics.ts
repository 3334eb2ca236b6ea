import type { MetricName, Network } from "@espalier/network";
import { refuseTransposed } from "@espalier/network/internal";
import { matmulTN, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { probesFrom } from "../method/directions.ts";
import type { Probes } from "../method/directions.ts";
import { energies } from "../method/energy.ts";
import type { LayerEnergy } from "../method/energy.ts";
import type { Pass, PassInput } from "../streaming/pass.ts";
import { noMoments } from "../method/moments.ts";
import { layerStatistics, mergeStatistics, noStatistics } from "../method/statistics.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import type { Scales } from "../method/layer-scale.ts";
import { usesIn } from "../method/tied-uses.ts";
import { foldSamples, holding, noSamples, together, withChunks } from "./held-samples.ts";
import type { HeldSamples } from "./held-samples.ts";
import { holdsAllRows, isShared } from "./memory.ts";
import { mergeTiedRows, tiedRowMoments } from "./tied-rows.ts";
import type { TiedRowMoments } from "./tied-rows.ts";

/** The statistics of a layer, and how its inputs vary together under the energy of each neuron. */
export interface RowStatistics extends Omit<LayerStatistics, "tied"> {
  /**
   * Σ_n G_ni (x_nj − μ_ij)(x_nl − μ_il), [i, j, l]; its diagonal is the scatter. Empty for a matrix with several uses, and where there
   * are samples in its place.
   */
  readonly coscatter: Tensor;
  /** The samples that the coscatter of a row follows from, where those of all rows do not fit into the memory. */
  readonly held?: HeldSamples | undefined;
  /** Of the first layer of those that use one matrix: the moments of all uses together. */
  readonly tied?: TiedRowMoments | undefined;
}

/** A pass for the row statistics of each layer. */
export const rowStatisticsPass = (input: PassInput): Pass<RowStatistics[], RowStatistics[]> => {
  const { network, metric, probes, scales } = input;
  refuseTransposed(
    input.who,
    "statistics of rows",
    "a strategy other than obs, with the compensation bias, bias-joint or network",
    network,
  );
  const isWhole = holdsAllRows(input);
  return {
    costs: [1],
    map:
      ({ inputs, first = 0 }) =>
      () =>
        batchRows(network, inputs, { metric, probes: probesFrom(probes, first), scales, isWhole }),
    initial: () =>
      noStatistics(network).map(({ tied, ...none }, k): RowStatistics => {
        const [I, J] = none.weighted.mean.shape;
        if (!isShared(network, k))
          return isWhole
            ? { ...none, coscatter: zeros([I, J, J]) }
            : { ...none, coscatter: zeros([I, 0, 0]), held: noSamples };
        return {
          ...none,
          coscatter: zeros([I, 0, 0]),
          tied: tied && { ...tied, coscatter: zeros([I, J, J]) },
        };
      }),
    reduce(total, part) {
      if (!isWhole) holdsAllRows({ ...input, samples: total[0].samples + part[0].samples });
      return addRows(total, part, withChunks);
    },
    merge: (a, b) => addRows(a, b, together),
  };
};

/** How a part was asked for. */
interface Asked {
  readonly metric: MetricName | undefined;
  readonly probes: Probes | undefined;
  readonly scales: Scales | undefined;
  readonly isWhole: boolean;
}

function batchRows(network: Network, X: Tensor, { metric, probes, scales, isWhole }: Asked): RowStatistics[] {
  const ties = usesIn(network, X, metric, probes);
  return energies(network, X, metric, probes, scales).map((layer, k) => {
    const [, I] = layer.energy.shape;
    if (!isShared(network, k))
      return isWhole
        ? ofLayer(layer)
        : {
            ...untied(layer),
            coscatter: zeros([I, 0, 0]),
            held: holding(layer, X),
          };
    const { samples, weighted, unweighted } = untied(layer);
    const uses = ties[k];
    return {
      samples,
      weighted,
      unweighted,
      coscatter: zeros([I, 0, 0]),
      tied: uses && tiedRowMoments(uses, I),
    };
  });
}

const addRows = (
  total: readonly RowStatistics[],
  part: readonly RowStatistics[],
  joined: (a: HeldSamples, b: HeldSamples) => HeldSamples,
): RowStatistics[] =>
  total.map((layer, k) => {
    const [a, b] = [layer.held, part[k].held];
    return a && b ? { ...merge(layer, part[k]), held: joined(a, b) } : merge(layer, part[k]);
  });

/** The coscatter of row i [j, j]: the same sums, in the same order, as where those of all rows are in memory. */
export function coscatterOfRow(held: HeldSamples, i: number): Float64Array {
  const none = (J: number): RowStatistics => ({
    samples: 0,
    weighted: noMoments(1, J),
    unweighted: noMoments(1, J),
    coscatter: zeros([1, J, J]),
  });
  const { coscatter } = foldSamples(held, i, { none, of: ofLayer, merge });
  return coscatter.data as Float64Array; // as `zeros` made it
}

/** The statistics of a layer whose matrix is used once. */
function untied({ input, energy }: LayerEnergy): Omit<LayerStatistics, "tied"> {
  const { samples, weighted, unweighted } = layerStatistics(input, energy);
  return { samples, weighted, unweighted };
}

/** Centred at its own mean, each neuron's sum is ZᵀZ of Z = √G (x − μ): nothing cancels, and the result is symmetric. */
function ofLayer(layer: LayerEnergy): RowStatistics {
  const { input: X, energy: G } = layer;
  const { samples, weighted, unweighted } = untied(layer);
  const { mean, totalEnergy } = weighted;
  const [I, J] = mean.shape;
  const [N] = X.shape;
  const coscatter = zeros([I, J, J]);
  const Z = zeros([N, J]);
  for (let i = 0; i < I; i++) {
    if (totalEnergy.data[i] === 0) continue;
    for (let n = 0; n < N; n++) {
      const root = Math.sqrt(G.data[n * I + i]);
      for (let j = 0; j < J; j++) Z.data[n * J + j] = root * (X.data[n * J + j] - mean.data[i * J + j]);
    }
    coscatter.data.set(matmulTN(Z, Z).data, i * J * J);
  }
  return { samples, weighted, unweighted, coscatter };
}

/** As `mergeMoments`, with d dᵀ in place of d². */
function merge(a: RowStatistics, b: RowStatistics): RowStatistics {
  const [I, J] = a.coscatter.shape;
  const [{ tied, ...merged }] = mergeStatistics([a], [b]);
  const coscatter = zeros([I, J, J]);
  for (let i = 0; i < I; i++) {
    const [G_a, G_b] = [a.weighted.totalEnergy.data[i], b.weighted.totalEnergy.data[i]];
    const share = G_a + G_b === 0 ? 0 : G_a * (G_b / (G_a + G_b));
    const d = (j: number): number => b.weighted.mean.data[i * J + j] - a.weighted.mean.data[i * J + j];
    for (let j = 0; j < J; j++) {
      const d_j = d(j) * share;
      for (let l = 0; l < J; l++) {
        const at = (i * J + j) * J + l;
        coscatter.data[at] = a.coscatter.data[at] + b.coscatter.data[at] + d_j * d(l);
      }
    }
  }
  return { ...merged, coscatter, tied: tied && a.tied && b.tied && mergeTiedRows(tied, a.tied, b.tied) };
}
