import { studentQuantile } from "../report/statistics.ts";

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
  const [x, y] = [points.map(({ N }) => Math.log(N)), points.map((point) => Math.log(point.y))];
  const [xMean, yMean] = [mean(x), mean(y)];
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

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
