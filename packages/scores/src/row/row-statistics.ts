import type { MetricName, Network } from "@espalier/network";
import { show, usesOf } from "@espalier/network/internal";
import { matmulTN, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { probesFrom } from "../method/directions.ts";
import type { Probes } from "../method/directions.ts";
import { energies } from "../method/energy.ts";
import type { LayerEnergy } from "../method/energy.ts";
import type { Pass, PassInput } from "../streaming/pass.ts";
import { layerStatistics, mergeStatistics, noStatistics } from "../method/statistics.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import { usesIn } from "../method/tied.ts";
import { mergeTiedRows, tiedRowMoments } from "./tied-rows.ts";
import type { TiedRowMoments } from "./tied-rows.ts";

/** The statistics of a layer, and how its inputs vary together under the energy of each neuron. */
export interface RowStatistics extends Omit<LayerStatistics, "tied"> {
  /** Σ_n G_ni (x_nj − μ_ij)(x_nl − μ_il), [i, j, l]; its diagonal is the scatter. Empty for a matrix with several uses. */
  readonly coscatter: Tensor;
  /** Of the first layer of those that use one matrix: the moments of all uses together. */
  readonly tied?: TiedRowMoments | undefined;
}

/** A pass for the row statistics of each layer. */
export const rowStatisticsPass = ({
  who,
  network,
  metric,
  memory,
  probes,
}: PassInput): Pass<RowStatistics[], RowStatistics[]> => {
  checkMemory(who, network, memory);
  return {
    costs: [1],
    map:
      ({ inputs, first = 0 }) =>
      () =>
        batchRows(network, inputs, metric, probesFrom(probes, first)),
    initial: () =>
      noStatistics(network).map(({ tied, ...none }, k): RowStatistics => {
        const [I, J] = none.weighted.mean.shape;
        if (!isShared(network, k)) return { ...none, coscatter: zeros([I, J, J]) };
        return {
          ...none,
          coscatter: zeros([I, 0, 0]),
          tied: tied && { ...tied, coscatter: zeros([I, J, J]) },
        };
      }),
    reduce: addRows,
    merge: addRows,
  };
};

/** Whether several layers use the matrix of layer k. */
const isShared = ({ layers }: Network, k: number): boolean => usesOf(layers, layers[k].tied ?? k).length > 1;

function batchRows(
  network: Network,
  X: Tensor,
  metric: MetricName | undefined,
  probes: Probes | undefined,
): RowStatistics[] {
  const ties = usesIn(network, X, metric, probes);
  return energies(network, X, metric, probes).map((layer, k) => {
    if (!isShared(network, k)) return ofLayer(layer);
    const [, I] = layer.energy.shape;
    const { samples, weighted, unweighted } = layerStatistics(layer.input, layer.energy);
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

const addRows = (total: readonly RowStatistics[], part: readonly RowStatistics[]): RowStatistics[] =>
  total.map((layer, k) => merge(layer, part[k]));

/** The bytes of row statistics that are in memory at once: a total, a part, and their sum. */
const COPIES = 3;

/** By default row statistics may take 8 GiB. */
const MEMORY = 2 ** 33;

/** @throws ValueError saying what they would take, when row statistics do not fit */
function checkMemory(who: string, network: Network, memory: number = MEMORY): void {
  if (!(typeof memory === "number" && memory >= 0))
    throw new ValueError(who, "a memory of bytes ≥ 0", show(memory));
  const needed = COPIES * rowBytes(network);
  if (needed <= memory) return;
  const sizes = network.layers.map(({ weight: { shape } }) => shape.join(" × ")).join(", ");
  throw new ValueError(
    who,
    `statistics of rows within ${memory} bytes, the option memory`,
    `${needed} bytes for layers of ${sizes}: ${COPIES} · 8 Σ I J²`,
  );
}

/** Memory of the part of a chunk. */
export const rowBytes = ({ layers }: Network): number =>
  layers.reduce(
    (bytes, { weight: { shape }, tied }) => bytes + (tied === undefined ? 8 * shape[0] * shape[1] ** 2 : 0),
    0,
  );

/** Centred at its own mean, each neuron's sum is ZᵀZ of Z = √G (x − μ): nothing cancels, and the result is symmetric. */
function ofLayer({ input: X, energy: G }: LayerEnergy): RowStatistics {
  const { samples, weighted, unweighted } = layerStatistics(X, G);
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
