import { FormatError, sizeOf, tensor, toNested, wrap } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import type { LayerStatistics, Moments } from "@espalier/scores";
import { tiedShapes } from "@espalier/scores/internal";
import type { TiedMoments } from "@espalier/scores/internal";
import {
  count,
  documentOf,
  fields,
  matrix,
  notNegative,
  numbers,
  rowsOf,
  show,
} from "@espalier/files/json-values";

/** See {@link Moments}: a row of numbers a neuron, and one number a neuron. */
export interface MomentsJson {
  /** [i] */
  readonly totalEnergy: Nested;
  /** [i, j] */
  readonly mean: Nested;
  /** [i, j] */
  readonly scatter: Nested;
}

/** Of a matrix that several layers use, the moments of all uses together: lists of numbers, the last axis first to change. */
export interface TiedJson {
  /** For each use, the layer itself first, whether it is transposed. */
  readonly uses: readonly boolean[];
  /** [u, j]; with a transposed use [u, max(i, j)] */
  readonly centre: readonly number[];
  /** [i, u, u]; with a transposed use [i, j, u, u] */
  readonly energy: readonly number[];
  /** [i, j, u] */
  readonly pull: readonly number[];
  /** [i, j] */
  readonly square: readonly number[];
}

/** The statistics of some samples as JSON. Every number survives to the last bit; none of them is −0. */
export interface StatisticsJson {
  /** Tells this format from others. */
  readonly format: "espalier-statistics";
  /** The version of the format: 3 where a matrix has several uses. */
  readonly version: 2 | 3;
  /** The layers in order. */
  readonly layers: readonly {
    /** The number of samples. */
    readonly samples: number;
    /** The moments of the inputs, weighted by the energies. */
    readonly weighted: MomentsJson;
    /** The moments of the inputs, every sample alike. */
    readonly unweighted: MomentsJson;
    /** Of the first layer of those that use one matrix. */
    readonly tied?: TiedJson;
  }[];
}

/** Statistics as a value that JSON.stringify can write. */
export const statisticsToJson = (statistics: readonly LayerStatistics[]): StatisticsJson => ({
  format: "espalier-statistics",
  version: statistics.some(({ tied }) => tied !== undefined) ? 3 : 2,
  layers: statistics.map(({ samples, weighted, unweighted, tied }) => ({
    samples,
    weighted: momentsToJson(weighted),
    unweighted: momentsToJson(unweighted),
    ...(tied && { tied: tiedToJson(tied) }),
  })),
});

const tiedToJson = ({ transposed, centre, energy, pull, square }: TiedMoments): TiedJson => ({
  uses: transposed ?? Array.from({ length: pull.shape[2] }, () => false),
  centre: Array.from(centre.data),
  energy: Array.from(energy.data),
  pull: Array.from(pull.data),
  square: Array.from(square.data),
});

const momentsToJson = ({ totalEnergy, mean, scatter }: Moments): MomentsJson => ({
  totalEnergy: toNested(totalEnergy),
  mean: toNested(mean),
  scatter: toNested(scatter),
});

/**
 * Reads statistics from JSON, its text or what JSON.parse makes of it. Version 1, which had other names, is read as well.
 *
 * @throws FormatError naming the place: `layers[1].weighted.scatter[0][3]: expected a finite number ≥ 0; received -1`
 */
export function statisticsFromJson(json: unknown): LayerStatistics[] {
  const { version, layers } = documentOf("statistics", json, [1, 2, 3]);
  const [byEnergy, equally] = version === 1 ? ["felt", "plain"] : ["weighted", "unweighted"];
  return layers.map((layer, k): LayerStatistics => {
    const at = `layers[${k}]`;
    const { samples, [byEnergy]: weighted, [equally]: unweighted, tied } = fields(at, layer);
    const read = {
      samples: count(`${at}.samples`, samples),
      weighted: readMoments(`${at}.${byEnergy}`, weighted),
    };
    const [I, J] = read.weighted.mean.shape;
    return {
      ...read,
      unweighted: readMoments(`${at}.${equally}`, unweighted, [1, J]),
      ...(tied !== undefined && { tied: { ...readTied(`${at}.tied`, tied, I, J), samples: read.samples } }),
    };
  });
}

function readTied(at: string, json: unknown, I: number, J: number): Omit<TiedMoments, "samples"> {
  const { uses, ...lists } = fields(at, json);
  if (!Array.isArray(uses) || uses.length < 2 || !uses.every((use) => typeof use === "boolean"))
    throw new FormatError(`${at}.uses`, "at least two of true and false", show(uses));
  const transposed: boolean[] = uses;
  const shapes = tiedShapes(I, J, transposed.length, transposed.includes(true));
  const read = (name: keyof typeof shapes, least?: typeof notNegative): Tensor => {
    const shape = shapes[name];
    return wrap(shape, Float64Array.from(numbers(`${at}.${name}`, lists[name], sizeOf(shape), least)));
  };
  return {
    ...(transposed.includes(true) && { transposed }),
    centre: read("centre"),
    energy: read("energy"),
    pull: read("pull"),
    square: read("square", notNegative),
  };
}

function readMoments(at: string, json: unknown, size?: readonly [I: number, J: number]): Moments {
  const { totalEnergy, mean, scatter } = fields(at, json);
  const means = size ? rowsOf(`${at}.mean`, mean, ...size) : matrix(`${at}.mean`, mean);
  const [I, J] = [means.length, means[0].length];
  return {
    totalEnergy: tensor(numbers(`${at}.totalEnergy`, totalEnergy, I, notNegative)),
    mean: tensor(means),
    scatter: tensor(rowsOf(`${at}.scatter`, scatter, I, J, notNegative)),
  };
}
