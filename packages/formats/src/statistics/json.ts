import { tensor, toNested, ValueError } from "@espalier/tensor";
import type { Nested } from "@espalier/tensor";
import type { LayerStatistics, Moments } from "@espalier/scores";
import { count, documentOf, fields, matrix, notNegative, numbers, rowsOf } from "@espalier/files/json-values";

/** See {@link Moments}: a row of numbers a neuron, and one number a neuron. */
export interface MomentsJson {
  /** [i] */
  readonly totalEnergy: Nested;
  /** [i, j] */
  readonly mean: Nested;
  /** [i, j] */
  readonly scatter: Nested;
}

/** The statistics of some samples as JSON. Every number survives to the last bit; none of them is −0. */
export interface StatisticsJson {
  /** Tells this format from others. */
  readonly format: "espalier-statistics";
  /** The version of the format. */
  readonly version: 2;
  /** The layers in order. */
  readonly layers: readonly {
    /** The number of samples. */
    readonly samples: number;
    /** The moments of the inputs, weighted by the energies. */
    readonly weighted: MomentsJson;
    /** The moments of the inputs, every sample alike. */
    readonly unweighted: MomentsJson;
  }[];
}

/** Statistics as a value that JSON.stringify can write. */
export function statisticsToJson(statistics: readonly LayerStatistics[]): StatisticsJson {
  refuseTies("statisticsToJson", statistics);
  return {
    format: "espalier-statistics",
    version: 2,
    layers: statistics.map(({ samples, weighted, unweighted }) => ({
      samples,
      weighted: momentsToJson(weighted),
      unweighted: momentsToJson(unweighted),
    })),
  };
}

/** @throws ValueError when a matrix has several uses, whose moments the formats of statistics do not have */
function refuseTies(who: string, statistics: readonly LayerStatistics[]): void {
  const k = statistics.findIndex(({ tied }) => tied !== undefined);
  if (k >= 0)
    throw new ValueError(
      who,
      "statistics of matrices that are used once",
      `layer ${k}, whose matrix others use too`,
    );
}

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
  const { version, layers } = documentOf("statistics", json, [1, 2]);
  const [byEnergy, equally] = version === 1 ? ["felt", "plain"] : ["weighted", "unweighted"];
  return layers.map((layer, k): LayerStatistics => {
    const at = `layers[${k}]`;
    const { samples, [byEnergy]: weighted, [equally]: unweighted } = fields(at, layer);
    const read = {
      samples: count(`${at}.samples`, samples),
      weighted: readMoments(`${at}.${byEnergy}`, weighted),
    };
    const [, J] = read.weighted.mean.shape;
    return { ...read, unweighted: readMoments(`${at}.${equally}`, unweighted, [1, J]) };
  });
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
