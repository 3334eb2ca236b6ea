import { tensor, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metrics } from "../../src/index.ts";
import type { Head, Metric, MetricName, Network } from "../../src/index.ts";
import { metricIn } from "../../src/loss/metric-in.ts";
import { law } from "../../../../test-setup/law.ts";
import { matrices } from "../support/arbitraries.ts";
import { expectNear, u } from "../support/near.ts";

interface Output {
  readonly width: number;
  readonly head?: Head;
  readonly weight?: number;
}

/** A network with these outputs, each of a layer of its own. */
const networkOf = (outputs: readonly Output[]): Network => ({
  layers: outputs.map(({ width }) => ({
    weight: { shape: [width, 1], data: new Float64Array(width).fill(1) },
    bias: zeros([width]),
    activation: { kind: "identity" },
  })),
  graph: {
    inputs: [{ name: "x", width: 1 }],
    nodes: outputs.map((_, layer) => ({ name: `${layer}`, op: "layer", layer, from: ["x"] })),
    outputs: outputs.map(({ head, weight }, at) => ({ name: `y${at}`, from: `${at}`, head, weight })),
  },
});

const WIDTHS = [2, 3, 1];
const mixed = networkOf([
  { width: 2, head: "softmax", weight: 2 },
  { width: 3, head: "log-softmax" },
  { width: 1, weight: 0.5 },
]);
const blocks = [
  { start: 0, width: 2, weight: 2, metric: metrics.softmax },
  { start: 2, width: 3, weight: 1, metric: metrics.softmax },
  { start: 5, width: 1, weight: 0.5, metric: metrics.outputs },
];
const M = 6;

const columns = ({ shape: [N], data }: Tensor, start: number, width: number): Tensor => ({
  shape: [N, width],
  data: Float64Array.from(
    { length: N * width },
    (_, at) => data[Math.floor(at / width) * M + start + (at % width)],
  ),
});
const written = (y: Tensor, write: (result: Tensor) => void): number[] => {
  const result = zeros(y.shape);
  write(result);
  return [...result.data];
};
/** What the metric of each output writes for its own columns, times its weight, side by side in each row. */
const byBlock = (
  y: Tensor,
  write: (metric: Metric, own: (of: Tensor) => Tensor, result: Tensor) => void,
): number[] => {
  const [N] = y.shape;
  const result = new Array<number>(N * M).fill(0);
  for (const { start, width, weight, metric } of blocks) {
    const part = zeros([N, width]);
    write(metric, (of) => columns(of, start, width), part);
    for (let n = 0; n < N; n++)
      for (let m = 0; m < width; m++) result[n * M + start + m] = weight * part.data[n * width + m];
  }
  return result;
};

const drawn = fc.record({ y: matrices(2, M), y0: matrices(2, M), v: matrices(2, M) });

describe("the metric softmax of two heads and an output without one", () => {
  const metric = metricIn(mixed, "softmax");

  law("has the divergences of its outputs, by their weights", drawn, ({ y, y0 }) => {
    const parts = blocks.map(
      ({ start, width, weight, metric: own }) =>
        weight * own.divergence(columns(y, start, width), columns(y0, start, width)),
    );
    expect(metric.divergence(y, y0)).toBe(parts.reduce((sum, part) => sum + part));
  });

  law("has their slopes and curvatures side by side", drawn, ({ y, y0, v }) => {
    expect(written(y, (result) => metric.slope(y, y0, result))).toEqual(
      byBlock(y, (own, of, result) => own.slope(of(y), of(y0), result)),
    );
    expect(written(y, (result) => metric.curvature(y)(v, result))).toEqual(
      byBlock(y, (own, of, result) => own.curvature(of(y))(of(v), result)),
    );
  });

  law("has factors that add up to its curvature", drawn, ({ y, v }) => {
    const sums = new Array<number>(2 * M).fill(0);
    for (let k = 0; k < M; k++) {
      const f = written(y, (result) => metric.factors(y)(k, result));
      for (let n = 0; n < 2; n++) {
        let along = 0;
        for (let m = 0; m < M; m++) along += f[n * M + m] * v.data[n * M + m];
        for (let m = 0; m < M; m++) sums[n * M + m] += along * f[n * M + m];
      }
    }
    // Sums of M products of numbers up to 2 · 2, a few roundings each.
    expectNear(
      sums,
      written(y, (result) => metric.curvature(y)(v, result)),
      64 * M * u,
    );
  });

  law("has random factors u with E[u uᵀ] = F over all choices of signs", drawn, ({ y: all, v: someV }) => {
    const [y, v] = [all, someV].map(({ data }): Tensor => ({ shape: [1, M], data: data.slice(0, M) }));
    const mean = new Array<number>(M).fill(0);
    for (let choice = 0; choice < 2 ** M; choice++) {
      const signs = Array.from({ length: M }, (_, m) => ((choice >> m) & 1 ? 0.75 : 0.25));
      const f = written(y, (result) => metric.randomFactor(y, () => signs.shift() ?? NaN, result));
      const along = f.reduce((sum, each, m) => sum + each * v.data[m], 0);
      for (let m = 0; m < M; m++) mean[m] += (along * f[m]) / 2 ** M;
    }
    // 2^M sums of M products of numbers up to 2 · 2.
    expectNear(
      mean,
      written(y, (result) => metric.curvature(y)(v, result)),
      2 ** M * 16 * M * u,
    );
  });
});

it.each<readonly [MetricName, readonly Output[], readonly number[]]>([
  ["softmax", [{ width: 2 }, { width: 1 }], [1 / 4, -1 / 4, 0]], // no heads: each is a softmax, of one class for the last
  ["softmax", [{ width: 2, head: "softmax" }, { width: 1 }], [1 / 4, -1 / 4, 1]],
  ["softmax", [{ width: 2 }, { width: 1, head: "softmax" }], [1, 0, 0]],
  ["softmax", [{ width: 2, head: "softmax", weight: 4 }], [1, -1]],
  ["outputs", [{ width: 2, head: "softmax", weight: 4 }, { width: 1 }], [4, 0, 1]],
])("%s of %j: F (1, 0, 1) at equal classes is %j", (name, outputs, expected) => {
  const y = zeros([1, expected.length]);
  const v = tensor([[1, 0, 1].slice(0, expected.length)]);
  expect(written(y, (result) => metricIn(networkOf(outputs), name).curvature(y)(v, result))).toEqual(
    expected,
  );
});

it("one output that counts once has the metric itself", () => {
  for (const name of ["outputs", "softmax", "labels"] as const)
    expect(metricIn(networkOf([{ width: WIDTHS[0], head: "softmax" }]), name)).toBe(metrics[name]);
});
