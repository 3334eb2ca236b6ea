import type { MetricName, Network } from "@espalier/network";
import { refuseTransposed } from "@espalier/network/internal";
import { zeros } from "@espalier/tensor";
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
import { columnsOf, noCoscatter } from "./columns.ts";
import type { Columns, Coscatter } from "./columns.ts";
import { coscatterWithin, mergeCoscatter } from "./coscatter.ts";
import { foldSamples, holding, noSamples, together, withChunks } from "./held-samples.ts";
import type { HeldSamples } from "./held-samples.ts";
import { holdsAllRows, isShared } from "./memory.ts";
import { mergeTiedRows, tiedRowMoments } from "./tied-rows.ts";
import type { TiedRowMoments } from "./tied-rows.ts";

/** The statistics of a layer, and how its inputs vary together under the energy of each neuron. */
export interface RowStatistics extends Omit<LayerStatistics, "tied"> {
  /** See `coscatterOf`; absent for a matrix with several uses, and where there are samples in its place. */
  readonly coscatter?: Coscatter | undefined;
  /** The samples that the coscatter of a row follows from, where those of all rows do not fit into the memory. */
  readonly held?: HeldSamples | undefined;
  /** Of the first layer of those that use one matrix: the moments of all uses together. */
  readonly tied?: TiedRowMoments | undefined;
}

/** A pass for the row statistics of each layer. */
export const rowStatisticsPass = (input: PassInput): Pass<RowStatistics[], RowStatistics[]> =>
  keptRowStatisticsPass({ ...input, masks: undefined });

/** {@link rowStatisticsPass} for the columns of the weights that the masks of the input keep, where there are masks. */
export const keptRowStatisticsPass = (input: PassInput): Pass<RowStatistics[], RowStatistics[]> => {
  const { network, metric, probes, scales } = input;
  refuseTransposed(
    input.who,
    "statistics of rows",
    "a strategy other than obs, with the compensation bias, bias-joint or network",
    network,
  );
  const isWhole = holdsAllRows(input);
  const columns = keptColumns(input);
  return {
    costs: [1],
    map:
      ({ inputs, first = 0 }) =>
      () =>
        batchRows(network, inputs, { metric, probes: probesFrom(probes, first), scales, isWhole, columns }),
    initial: () =>
      noStatistics(network).map(({ tied, ...none }, k): RowStatistics => {
        const [I, J] = none.weighted.mean.shape;
        if (isShared(network, k)) return { ...none, tied: tied && { ...tied, coscatter: zeros([I, J, J]) } };
        return isWhole ? { ...none, coscatter: noCoscatter(columns[k], J) } : { ...none, held: noSamples };
      }),
    start(part) {
      const isTotal = isWhole && part.every(({ tied }) => tied === undefined);
      return isTotal ? part : this.reduce(this.initial(), part);
    },
    reduce(total, part) {
      if (!isWhole) holdsAllRows({ ...input, samples: total[0].samples + part[0].samples });
      return addRows(total, part, columns, withChunks);
    },
    merge: (a, b) => addRows(a, b, columns, together),
  };
};

/** For each layer, the columns of each row that its statistics are about. */
export const keptColumns = ({ network: { layers }, masks }: PassInput): Columns[] =>
  layers.map(({ weight }, k) => columnsOf(weight.shape, masks?.[k]));

/** How a part was asked for. */
interface Asked {
  readonly metric: MetricName | undefined;
  readonly probes: Probes | undefined;
  readonly scales: Scales | undefined;
  readonly isWhole: boolean;
  readonly columns: readonly Columns[];
}

function batchRows(
  network: Network,
  X: Tensor,
  { metric, probes, scales, isWhole, columns }: Asked,
): RowStatistics[] {
  const ties = usesIn(network, X, metric, probes);
  return energies(network, X, metric, probes, scales).map((layer, k) => {
    const own = untied(layer);
    const uses = ties[k];
    if (isShared(network, k)) return { ...own, tied: uses && tiedRowMoments(uses, layer.energy.shape[1]) };
    return isWhole
      ? { ...own, coscatter: coscatterWithin(layer, own.weighted, columns[k]) }
      : { ...own, held: holding(layer, X) };
  });
}

const addRows = (
  total: readonly RowStatistics[],
  part: readonly RowStatistics[],
  columns: readonly Columns[],
  joined: (a: HeldSamples, b: HeldSamples) => HeldSamples,
): RowStatistics[] =>
  total.map((layer, k) => {
    const [a, b] = [layer.held, part[k].held];
    const merged = merge(layer, part[k], columns[k]);
    return a && b ? { ...merged, held: joined(a, b) } : merged;
  });

/** The coscatter of some columns of row i: the same sums, in the same order, as where those of all rows are in memory. */
export function coscatterOfRow(held: HeldSamples, i: number, own: Uint32Array): Coscatter {
  const columns = [own];
  const none = (J: number): RowStatistics => ({
    samples: 0,
    weighted: noMoments(1, J),
    unweighted: noMoments(1, J),
    coscatter: noCoscatter(columns, J),
  });
  const of = (layer: LayerEnergy): RowStatistics => {
    const statistics = untied(layer);
    return { ...statistics, coscatter: coscatterWithin(layer, statistics.weighted, columns) };
  };
  const { coscatter } = foldSamples(held, i, { none, of, merge: (a, b) => merge(a, b, columns) });
  if (coscatter === undefined) throw new Error("statistics of a row without its coscatter");
  return coscatter;
}

/** The statistics of a layer whose matrix is used once. */
function untied({ input, energy }: LayerEnergy): Omit<LayerStatistics, "tied"> {
  const { samples, weighted, unweighted } = layerStatistics(input, energy);
  return { samples, weighted, unweighted };
}

/** The statistics of two sets of samples, in the memory of the first. */
function merge(a: RowStatistics, b: RowStatistics, columns: Columns): RowStatistics {
  const [{ tied, ...merged }] = mergeStatistics([a], [b]);
  return {
    ...merged,
    coscatter:
      a.coscatter &&
      b.coscatter &&
      mergeCoscatter(a.coscatter, b.coscatter, [a.weighted, b.weighted], columns),
    tied: tied && a.tied && b.tied && mergeTiedRows(tied, a.tied, b.tied),
  };
}
