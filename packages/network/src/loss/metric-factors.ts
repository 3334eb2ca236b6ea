import { probabilitiesOf } from "@espalier/autodiff";
import { ValueError } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";

/** The name of a metric. */
export type MetricName = "outputs" | "softmax" | "labels";

/** The curvature of a metric at outputs y [n, m] as a sum of squares, F = Σ_k f_k f_kᵀ: all that scores need of it. */
export interface MetricFactors {
  /**
   * At y, the function that overwrites `result` [n, m] with f_k of each row, where F = Σ_k f_k f_kᵀ: e_k for outputs, √p_k (e_k − p)
   * for softmax.
   */
  readonly factors: (y: Tensor) => (k: number, result: Tensor) => void;
  /** Overwrites `result` [n, m] with Σ_k ±f_k of each row, signs at random: a vector u with E[u uᵀ] = F. */
  readonly randomFactor: (y: Tensor, random: Random, result: Tensor) => void;
}

/** Those of the metric `outputs`. */
export const outputs: MetricFactors = {
  factors:
    ({ shape: [N, M] }) =>
    (k, { data: result }) => {
      result.fill(0);
      for (let n = 0; n < N; n++) result[n * M + k] = 1;
    },
  randomFactor(_, random, { data: result }) {
    for (let at = 0; at < result.length; at++) result[at] = sign(random);
  },
};

const softmax: MetricFactors = {
  factors(y) {
    const P = probabilitiesOf(y);
    return (k, { data: result }) =>
      eachRow(y, (from, to) => {
        const root = Math.sqrt(P[from + k]);
        for (let at = from; at < to; at++) result[at] = root * (Number(at === from + k) - P[at]);
      });
  },
  randomFactor(y, random, { data: result }) {
    const P = probabilitiesOf(y);
    eachRow(y, (from, to) => {
      let sum = 0;
      for (let at = from; at < to; at++) {
        const root = Math.sqrt(P[at]) * sign(random);
        result[at] = root;
        sum += root;
      }
      for (let at = from; at < to; at++) result[at] -= P[at] * sum;
    });
  },
};

/** The factors of every metric, by its name; both metrics of a softmax have the same ones. */
export const metricFactors: Readonly<Record<MetricName, MetricFactors>> = {
  outputs,
  softmax,
  labels: softmax,
};

/**
 * The name of a metric for scores; `outputs` by default.
 *
 * @throws ValueError for another name
 */
export function metricOf(who: string, name: string | undefined): "outputs" | "softmax" {
  if (name === undefined || name === "outputs") return "outputs";
  if (name !== "softmax") throw new ValueError(who, "a metric among outputs, softmax", name);
  return name;
}

/** Visits each row of a matrix: its entries with from ≤ at < to. */
export function eachRow({ shape: [N, M] }: Tensor, visit: (from: number, to: number) => void): void {
  for (let n = 0; n < N; n++) visit(n * M, (n + 1) * M);
}

const sign = (random: Random): number => (random() < 0.5 ? -1 : 1);
