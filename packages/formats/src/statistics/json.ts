import { tensor, toNested } from "@espalier/tensor";
import type { Nested } from "@espalier/tensor";
import type { LayerStatistics, Moments } from "@espalier/prune";
import { count, fields, layersOf, matrix, notNegative, numbers, rowsOf } from "../read-json.ts";

/** See {@link Moments}: a row of numbers a neuron, and one number a neuron. */
export interface MomentsJson {
  readonly totalEnergy: Nested;
  readonly mean: Nested;
  readonly scatter: Nested;
}

/** The statistics of some samples as JSON. Every number survives to the last bit; none of them is −0. */
export interface StatisticsJson {
  readonly format: "espalier-statistics";
  readonly version: 1;
  readonly layers: readonly {
    readonly samples: number;
    readonly felt: MomentsJson;
    readonly plain: MomentsJson;
  }[];
}

export const statisticsToJson = (statistics: readonly LayerStatistics[]): StatisticsJson => ({
  format: "espalier-statistics",
  version: 1,
  layers: statistics.map(({ samples, felt, plain }) => ({
    samples,
    felt: momentsToJson(felt),
    plain: momentsToJson(plain),
  })),
});

const momentsToJson = ({ totalEnergy, mean, scatter }: Moments): MomentsJson => ({
  totalEnergy: toNested(totalEnergy),
  mean: toNested(mean),
  scatter: toNested(scatter),
});

/**
 * Reads statistics from JSON, its text or what JSON.parse makes of it.
 *
 * @throws FormatError naming the place: `layers[1].felt.scatter[0][3]: expected a finite number ≥ 0; received -1`
 */
export const statisticsFromJson = (json: unknown): LayerStatistics[] =>
  layersOf("statistics", json).map((layer, k): LayerStatistics => {
    const at = `layers[${k}]`;
    const { samples, felt, plain } = fields(at, layer);
    const read = { samples: count(`${at}.samples`, samples), felt: readMoments(`${at}.felt`, felt) };
    const [, J] = read.felt.mean.shape;
    return { ...read, plain: readMoments(`${at}.plain`, plain, [1, J]) };
  });

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
