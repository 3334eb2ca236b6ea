import { divergenceOfSoftmax, probabilitiesOf } from "@espalier/autodiff";
import { kernels, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { eachRow, metricFactors } from "./metric-factors.ts";
import type { MetricFactors, MetricName } from "./metric-factors.ts";

export type { MetricName } from "./metric-factors.ts";

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
export interface Metric extends MetricFactors {
  /** For options and errors. */
  readonly name: MetricName;
  /** Σ_n D_n, in f64. */
  readonly divergence: (y: Tensor, y0: Tensor) => number;
  /** Overwrites `result` [n, m] with ∂D/∂y. */
  readonly slope: (y: Tensor, y0: Tensor, result: Tensor) => void;
  /** At y, the function that overwrites `result` [n, m] with F v of each row v. */
  readonly curvature: (y: Tensor) => (v: Tensor, result: Tensor) => void;
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
  ...metricFactors.outputs,
};

/** F v of each row v, the same for both metrics of a softmax. */
const curvature: Metric["curvature"] = (y) => {
  const P = probabilitiesOf(y);
  return ({ data: v }, { data: result }) =>
    eachRow(y, (from, to) => {
      let mean = 0;
      for (let at = from; at < to; at++) mean += P[at] * v[at];
      for (let at = from; at < to; at++) result[at] = P[at] * (v[at] - mean);
    });
};

const softmax: Metric = {
  name: "softmax",
  ...metricFactors.softmax,
  curvature,
  divergence: divergenceOfSoftmax,
  slope(y, y0, { data: result }) {
    const [P, P0] = [probabilitiesOf(y), probabilitiesOf(y0)];
    for (let at = 0; at < P.length; at++) result[at] = P[at] - P0[at];
  },
};

const labels: Metric = {
  name: "labels",
  ...metricFactors.labels,
  curvature,
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
