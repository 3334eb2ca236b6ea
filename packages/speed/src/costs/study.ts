import { initialNetwork } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { astype, randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as v from "valibot";
import { amount, count, date, list, machine, oneOf } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { mean, sum } from "d3-array";
import { studentQuantile } from "@espalier/pages/statistics";

export const methods = ["elimination-compensation", "nonlinear", "naive"] as const;
export type MethodName = (typeof methods)[number];

/** One method on one network. */
const point = v.strictObject({
  method: oneOf(...methods),
  /** d_0 … d_L */
  sizes: list(count),
  /** N_W */
  weights: count,
  /** How many were scored; all three methods take time in proportion to them. */
  samples: count,
  /** How many weights were removed, one at a time, where not all were: the time of the others is extrapolated from these. */
  removed: v.exactOptional(count),
  /** For all weights, the mean of some runs. */
  seconds: amount,
  /** For all weights, counted as they ran. */
  multiplyAdds: amount,
});
export type Point = Read<typeof point>;

/** What scoring all weights costs, by three methods, on networks of more and more weights. */
export const costStudy = v.strictObject({
  format: oneOf("espalier-cost-study"),
  version: oneOf(1),
  date,
  machine,
  points: list(point),
});
export type CostStudy = Read<typeof costStudy>;

/** Seconds, or floating-point operations, for this many samples. */
export const SAMPLES = 1024;

/** The quantities that are plotted, tabulated and fitted. */
export const quantities = {
  seconds: { title: "seconds", of: (each: Point): number => perSamples(each, each.seconds) },
  operations: {
    title: "floating-point operations",
    of: (each: Point): number => perSamples(each, 2 * each.multiplyAdds),
  },
} as const;

export type Quantity = keyof typeof quantities;

const perSamples = ({ samples }: Point, value: number): number => (value / samples) * SAMPLES;

/** y = a N^e, fitted. */
export interface Power {
  /** e */
  readonly exponent: number;
  /** Half the width of its interval of 95 %; undefined for two points, which leave nothing to tell it from. */
  readonly margin: number | undefined;
  /** y of the fitted line. */
  readonly at: (N: number) => number;
}

/**
 * The power law through some points: least squares of log y against log N, which has no room for a scatter that grows with N. Its
 * interval is that of Student's t; it tells how straight the points lie, and nothing of what lies beyond them.
 *
 * @param points at least two, of different N
 */
export function fitPower(points: readonly { readonly N: number; readonly y: number }[]): Power {
  const [x, y] = [points.map(({ N }) => Math.log(N)), points.map((each) => Math.log(each.y))];
  const [xMean = NaN, yMean = NaN] = [mean(x), mean(y)];
  const Sxx = sum(x.map((each) => (each - xMean) ** 2));
  const exponent = sum(x.map((each, at) => (each - xMean) * (y[at] - yMean))) / Sxx;
  const residuals = x.map((each, at) => y[at] - yMean - exponent * (each - xMean));
  const degrees = points.length - 2;
  const error = Math.sqrt(sum(residuals.map((each) => each ** 2)) / degrees / Sxx);
  return {
    exponent,
    margin: degrees > 0 ? studentQuantile(0.95, degrees) * error : undefined,
    at: (N) => Math.exp(yMean + exponent * (Math.log(N) - xMean)),
  };
}

export const pointsOf = ({ points }: CostStudy, method: MethodName): Point[] =>
  points.filter((each) => each.method === method);

/** The power law of a method, through the measurements that were not extrapolated; undefined for fewer than two points. */
export function fitOf(study: CostStudy, method: MethodName, quantity: Quantity): Power | undefined {
  const points = pointsOf(study, method)
    .filter(({ removed }) => removed === undefined)
    .map((each) => ({ N: each.weights, y: quantities[quantity].of(each) }));
  return points.length < 2 ? undefined : fitPower(points);
}

const OUTPUTS = 10;

/** 10³ to 10⁶ in steps of √10. */
export const weightCounts: readonly number[] = Array.from({ length: 7 }, (_, step) => 10 ** (3 + step / 2));

/** Three hidden layers as wide as the input, w-w-w-w-10, with 3 w² + 10 w weights: as near as possible to those asked for. */
export function sizesOfWeights(weights: number): number[] {
  const width = Math.round((Math.sqrt(OUTPUTS ** 2 + 12 * weights) - OUTPUTS) / 6);
  return [width, width, width, width, OUTPUTS];
}

/** A network with PReLU, untrained: the cost of scoring does not depend on the values of the weights. */
export const networkOf = (sizes: readonly number[]): Network =>
  initialNetwork({ sizes, dtype: "f32", random: seededRandom(1) });

/** Samples of a normal distribution, of which no entry is 0. */
export const inputsOf = ([width]: readonly number[], samples: number): Tensor =>
  astype(randomNormal([samples, width], seededRandom(2)), "f32");
