import { inner, scalar, vector } from "../function.ts";
import type { RightFunction } from "../function.ts";

/** The places of the entries in ascending order; among equals the first comes first. */
const order = (x: Float64Array): number[] => [...x.keys()].toSorted((a, b) => x[a] - x[b] || a - b);

/** The gradient of Σ_k c_k x_(k) for the k-th smallest entries x_(k): at a tie any order of the equals. */
const byOrder = (x: Float64Array, weight: (k: number, length: number) => number): Float64Array => {
  const gradient = new Float64Array(x.length);
  for (const [k, at] of order(x).entries()) gradient[at] = weight(k, x.length);
  return gradient;
};

const orderStatistics = (name: string, weight: (k: number, length: number) => number): RightFunction =>
  scalar(
    name,
    (x) => inner(byOrder(x, weight), x),
    (x) => byOrder(x, weight),
    {},
    [1, 5],
  );

/** Functions of the sorted entries: at ties they may be smooth along each axis and have no derivative. */
export const ties: readonly RightFunction[] = [
  vector(
    "sort",
    (x) => Float64Array.from(order(x), (at) => x[at]),
    (x, u) => byOrder(x, (k) => u[k]),
    {},
    [1, 5],
  ),
  orderStatistics("median, the upper one", (k, n) => Number(k === n >> 1)),
  orderStatistics(
    "median, the mean of two",
    (k, n) => (Number(k === n >> 1) + Number(k === (n - 1) >> 1)) / 2,
  ),
  orderStatistics("maximum", (k, n) => Number(k === n - 1)),
  orderStatistics("range", (k, n) => Number(k === n - 1) - Number(k === 0)),
  orderStatistics("sum of the two largest", (k, n) => Number(k >= n - 2)),
  orderStatistics("Gini's mean difference", (k, n) => (2 * k + 1 - n) / n),
  orderStatistics("second largest", (k, n) => Number(k === Math.max(0, n - 2))),
];
