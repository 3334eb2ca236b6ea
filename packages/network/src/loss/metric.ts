import { divergenceOfSoftmax, probabilitiesOf } from "@espalier/autodiff";
import { kernels, ValueError, zeros } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";

/** The name of a metric. */
export type MetricName = "outputs" | "softmax" | "labels";

/**
 * How far outputs y [n, m] are from a reference y⁰ [n, m]: a divergence D of each sample, its slope ∂D/∂y, and its Fisher matrix F, the
 * curvature of D where both agree.
 *
 *     outputs   D = ½‖y − y⁰‖²                        ∂D/∂y = y − y⁰     F = I
 *     softmax   D = KL(softmax y⁰ ‖ softmax y)        ∂D/∂y = p − p⁰     F = diag(p) − p pᵀ,  p = softmax y
 *     labels    D = −Σ y⁰ log softmax y               ∂D/∂y = p − y⁰     F as for softmax
 *
 * The reference is the dense network's outputs for the first two, and one-hot labels for the last.
 */
export interface Metric {
  /** For options and errors. */
  readonly name: MetricName;
  /** Σ_n D_n, in f64. */
  readonly divergence: (y: Tensor, y0: Tensor) => number;
  /** Overwrites `result` [n, m] with ∂D/∂y. */
  readonly slope: (y: Tensor, y0: Tensor, result: Tensor) => void;
  /** At y, the function that overwrites `result` [n, m] with F v of each row v. */
  readonly curvature: (y: Tensor) => (v: Tensor, result: Tensor) => void;
  /**
   * At y, the function that overwrites `result` [n, m] with f_k of each row, where F = Σ_k f_k f_kᵀ: e_k for outputs, √p_k (e_k − p)
   * for softmax.
   */
  readonly factors: (y: Tensor) => (k: number, result: Tensor) => void;
  /** Overwrites `result` [n, m] with Σ_k ±f_k of each row, signs at random: a vector u with E[u uᵀ] = F. */
  readonly randomFactor: (y: Tensor, random: Random, result: Tensor) => void;
}

const outputs: Metric = {
  name: "outputs",
  divergence({ data: y }, { data: y0 }) {
    let sum = 0;
    for (let at = 0; at < y.length; at++) {
      const change = y[at] - y0[at];
      sum += change * change;
    }
    return sum / 2;
  },
  slope({ data: y }, { data: y0 }, { data: result }) {
    for (let at = 0; at < y.length; at++) result[at] = y[at] - y0[at];
  },
  curvature: () => (v, result) => result.data.set(v.data),
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

/** The part that both metrics of a softmax share; they differ in their reference. */
const ofSoftmax: Pick<Metric, "curvature" | "factors" | "randomFactor"> = {
  curvature(y) {
    const P = probabilitiesOf(y);
    return ({ data: v }, { data: result }) =>
      eachRow(y, (from, to) => {
        let mean = 0;
        for (let at = from; at < to; at++) mean += P[at] * v[at];
        for (let at = from; at < to; at++) result[at] = P[at] * (v[at] - mean);
      });
  },
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

const softmax: Metric = {
  name: "softmax",
  ...ofSoftmax,
  divergence: divergenceOfSoftmax,
  slope(y, y0, { data: result }) {
    const [P, P0] = [probabilitiesOf(y), probabilitiesOf(y0)];
    for (let at = 0; at < P.length; at++) result[at] = P[at] - P0[at];
  },
};

const labels: Metric = {
  name: "labels",
  ...ofSoftmax,
  divergence(y, { data: y0 }) {
    const N = y.shape[0];
    const Y = zeros([N]).data;
    kernels().logSumExp({ X: y.data, length: y.shape[1], step: 1, Y });
    let sum = 0;
    eachRow(y, (from, to) => {
      for (let at = from; at < to; at++) sum += y0[at] * (Y[from / (to - from)] - y.data[at]);
    });
    return sum;
  },
  slope(y, { data: y0 }, { data: result }) {
    const P = probabilitiesOf(y);
    for (let at = 0; at < P.length; at++) result[at] = P[at] - y0[at];
  },
};

/** Every metric, by its name. */
export const metrics: Readonly<Record<MetricName, Metric>> = { outputs, softmax, labels };

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

function eachRow({ shape: [N, M] }: Tensor, visit: (from: number, to: number) => void): void {
  for (let n = 0; n < N; n++) visit(n * M, (n + 1) * M);
}

const sign = (random: Random): number => (random() < 0.5 ? -1 : 1);
