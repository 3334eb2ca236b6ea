import { astype, matmulTN, tensor, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metrics } from "../../src/index.ts";
import type { Metric } from "../../src/index.ts";
import { few, matrices } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { rowsOf } from "../support/naive.ts";
import { expectNear, largest, u } from "../support/near.ts";

/** Outputs y and y⁰ of one to three samples, and a vector v for each; multiples of 2⁻¹⁰ in [−2, 2], stretched by up to 16. */
const drawn = fc
  .record({ N: few(1, 3), M: few(1, 4), scale: fc.constantFrom(1, 4, 16) })
  .chain(({ N, M, scale }) =>
    fc.record({
      y: matrices(N, M).map((value) => stretched(value, scale)),
      y0: matrices(N, M).map((value) => stretched(value, scale)),
      v: matrices(N, M),
    }),
  );
const stretched = ({ shape, data }: Tensor, scale: number): Tensor => ({
  shape,
  data: data.map((x) => x * scale),
});

/** A one for one of the classes of each row. */
const oneHot = (like: Tensor): Tensor => {
  const [N, M] = like.shape;
  const result = zeros([N, M]);
  for (let n = 0; n < N; n++) result.data[n * M + (n % M)] = 1;
  return result;
};

const exps = (y: readonly number[]): number[] => y.map((value) => Math.exp(value - Math.max(...y)));
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const softmaxOf = (y: readonly number[]): number[] => exps(y).map((value) => value / total(exps(y)));
const logSoftmaxOf = (y: readonly number[]): number[] =>
  y.map((value) => value - Math.max(...y) - Math.log(total(exps(y))));

/** The divergence of a row, as its definition has it. */
const definitions: Readonly<Record<Metric["name"], (y: readonly number[], y0: readonly number[]) => number>> =
  {
    outputs: (y, y0) => total(y.map((value, m) => (value - y0[m]) ** 2)) / 2,
    softmax: (y, y0) => {
      const [log, log0] = [logSoftmaxOf(y), logSoftmaxOf(y0)];
      return total(log0.map((value, m) => Math.exp(value) * (value - log[m])));
    },
    labels: (y, y0) => -total(logSoftmaxOf(y).map((value, m) => y0[m] * value)),
  };

/** F of a row, written out. */
const fisher = (name: Metric["name"], y: readonly number[]): number[][] => {
  const p = softmaxOf(y);
  return y.map((_, a) =>
    y.map((__, b) => (name === "outputs" ? Number(a === b) : p[a] * (Number(a === b) - p[b]))),
  );
};

const curved = (metric: Metric, y: Tensor, v: Tensor): Tensor => {
  const result = zeros(y.shape);
  metric.curvature(y)(v, result);
  return result;
};
const sloped = (metric: Metric, y: Tensor, y0: Tensor): Tensor => {
  const result = zeros(y.shape);
  metric.slope(y, y0, result);
  return result;
};
const inner = (a: Tensor, b: Tensor): number => total(Array.from(a.data, (value, at) => value * b.data[at]));
const moved = (y: Tensor, v: Tensor, by: number): Tensor => ({
  shape: y.shape,
  data: y.data.map((value, at) => value + by * v.data[at]),
});

describe.each(Object.values(metrics))("the metric $name", (metric) => {
  const referenceOf = (y0: Tensor): Tensor => (metric.name === "labels" ? oneHot(y0) : y0);

  law("its divergence is the sum of the definition over the rows", drawn, ({ y, y0: drawnReference }) => {
    const y0 = referenceOf(drawnReference);
    const rows = rowsOf(y0);
    const expected = total(rowsOf(y).map((row, n) => definitions[metric.name](row, rows[n])));
    // The definition subtracts logarithms of the size of the logits, which are each off by some u of it.
    const size = metric.name === "outputs" ? expected : 1 + largest(y) + largest(y0);
    expectNear([metric.divergence(y, y0)], [expected], 16 * y.data.length * u * size);
  });

  law("its slope is the derivative of the divergence", drawn, ({ y, y0: drawnReference, v }) => {
    const y0 = referenceOf(drawnReference);
    const h = 2 ** -13;
    const change = metric.divergence(moved(y, v, h), y0) - metric.divergence(moved(y, v, -h), y0);
    // h²/6 times the third derivative along v, at most Σ |v|³; and some u of each divergence over h.
    const cubed = total(Array.from(v.data, (value) => Math.abs(value) ** 3));
    const bound = (h ** 2 / 6) * cubed + (32 * u * (1 + metric.divergence(y, y0))) / h;
    expectNear([change / (2 * h)], [inner(sloped(metric, y, y0), v)], bound);
  });

  law("its curvature is the derivative of the slope", drawn, ({ y, y0: drawnReference, v }) => {
    const y0 = referenceOf(drawnReference);
    const h = 2 ** -13;
    const [up, down] = [h, -h].map((by) => sloped(metric, moved(y, v, by), y0).data);
    const change = up.map((value, at) => (value - down[at]) / (2 * h));
    // As above: the third derivatives of log Σ exp are at most 1 along three unit vectors.
    const cubed = total(Array.from(v.data, (value) => Math.abs(value) ** 3));
    expectNear(
      change,
      curved(metric, y, v),
      (h ** 2 / 6) * cubed + (32 * u * (1 + largest(y) + largest(y0))) / h,
    );
  });

  law(
    "its curvature is F, its factors f_k add up to it, and rows of a softmax sum to 0",
    drawn,
    ({ y, v }) => {
      const [N, M] = y.shape;
      const F = rowsOf(y).map((row) => fisher(metric.name, row));
      const expected = rowsOf(v).flatMap((row, n) =>
        F[n].map((f) => total(f.map((F_ab, b) => F_ab * row[b]))),
      );
      const bound = 16 * M * u * largest(v); // M terms of at most |v|, and a few u of each p
      expectNear(curved(metric, y, v), expected, bound);
      const sums = F.map((rows) => rows.map((row) => row.map(() => 0)));
      for (let k = 0; k < M; k++) {
        const f = zeros([N, M]);
        metric.factors(y)(k, f);
        for (const [n, row] of rowsOf(f).entries())
          for (let a = 0; a < M; a++) for (let b = 0; b < M; b++) sums[n][a][b] += row[a] * row[b];
      }
      expectNear(sums.flat(2), F.flat(2), 16 * M * u);
      if (metric.name !== "outputs")
        for (const row of rowsOf(curved(metric, y, v))) expectNear([total(row)], [0], bound);
    },
  );

  law("its curvature is symmetric and positive semidefinite", drawn, ({ y, y0: w, v }) => {
    const [Fv, Fw] = [curved(metric, y, v), curved(metric, y, w)];
    const bound = 16 * y.data.length * u * largest(v) * largest(w);
    expectNear([inner(Fv, w)], [inner(v, Fw)], bound);
    expect(inner(Fv, v)).toBeGreaterThanOrEqual(-16 * y.data.length * u * largest(v) ** 2);
  });

  law("a random factor has E[u uᵀ] = F over all choices of signs", drawn, ({ y: all }) => {
    const M = all.shape[1];
    const y = { shape: [1, M], data: all.data.slice(0, M) };
    const mean = zeros([M, M]).data;
    for (let choice = 0; choice < 2 ** M; choice++) {
      const signs = Array.from({ length: M }, (_, m) => ((choice >> m) & 1 ? 0.75 : 0.25));
      const factor = zeros([1, M]);
      metric.randomFactor(y, () => signs.shift() ?? NaN, factor);
      matmulTN(factor, factor).data.forEach((value, at) => (mean[at] += value / 2 ** M));
    }
    // 2^M squares, whose sizes are at most M together.
    expectNear(mean, fisher(metric.name, rowsOf(y)[0]).flat(), 16 * 2 ** M * M * u);
  });

  law("in single precision it is that of the same numbers in f64", drawn, ({ y: all, y0: reference }) => {
    const [y, y0] = [all, referenceOf(reference)];
    const [single, single0] = [y, y0].map((value) => astype(value, "f32")); // exact: these have few digits
    expect(metric.divergence(single, single0)).toBe(metric.divergence(y, y0));
    const slope = zeros(y.shape, "f32");
    metric.slope(single, single0, slope);
    expect(slope.data).toEqual(Float32Array.from(sloped(metric, y, y0).data));
  });
});

describe("the divergence of two softmaxes", () => {
  const shifts = fc.record({ N: few(1, 3), M: few(1, 4), by: fc.integer({ min: -1000, max: 1000 }) });
  law("is 0 for equal rows, and exactly so", drawn, ({ y }) => {
    expect(metrics.softmax.divergence(y, y)).toBe(0);
    expect(metrics.outputs.divergence(y, y)).toBe(0);
  });

  law(
    "does not depend on what is added to all logits of a row",
    shifts.chain(({ N, M, by }) => fc.record({ y: matrices(N, M), y0: matrices(N, M), by: fc.constant(by) })),
    ({ y, y0, by }) => {
      const shifted = { shape: y.shape, data: y.data.map((value) => value + by) }; // exact: few digits
      const expected = metrics.softmax.divergence(y, y0);
      // The mean change is rounded to some u of `by`, and every term depends on it.
      expectNear(
        [metrics.softmax.divergence(shifted, y0)],
        [expected],
        8 * u * (1 + Math.abs(by)) * (1 + expected),
      );
    },
  );

  law("is never negative, however close both are", drawn, ({ y, v }) => {
    for (const by of [2 ** -50, 2 ** -30, 2 ** -10])
      expect(metrics.softmax.divergence(moved(y, v, by), y)).toBeGreaterThanOrEqual(0);
  });

  // Computed with 400 digits.
  // prettier-ignore
  it.each([
    { y: [1, 2, 3],       y0: [0, 0, 0],                expected: 0.3089936757762706 },
    { y: [0, 2 ** -40],   y0: [0, 0],                   expected: 1.0339757656912846e-25 },
    { y: [0.5, -0.25, 2], y0: [0.5, -0.25, 2 + 2 ** -20], expected: 8.464512081104031e-14 },
    { y: [-20, 0, 20],    y0: [20, 0, -20],             expected: 39.99999991755386 },
    { y: [30, 0],         y0: [0, 0],                   expected: 14.306852819440149 },
    { y: [0, 0, -300],    y0: [0, 0, -350],             expected: 2.5741001112060067e-131 },
    { y: [0, -700, 3],    y0: [0, 3, -700],             expected: 669.6596111561705 },
    { y: [0, 0],          y0: [0, -800],                expected: Math.LN2 },
    { y: [1e300, 0],      y0: [0, 1e300],               expected: 1e300 },
  ])("of $y from $y0 is $expected", ({ y, y0, expected }) => {
    // A few roundings of each logit's change, and where those are large, of their size.
    expectNear([metrics.softmax.divergence(tensor([y]), tensor([y0]))], [expected], 16 * u * expected);
  });

  it("of (log 3, 0) from (0, 0) is ½ log ½ − ½ log ¾ + ½ log ½ − ½ log ¼ = log 2 − ½ log 3", () => {
    const y = tensor([[Math.log(3), 0]]);
    expectNear([metrics.softmax.divergence(y, tensor([[0, 0]]))], [Math.log(2) - Math.log(3) / 2], 4 * u);
    const slope = sloped(metrics.softmax, y, tensor([[0, 0]]));
    expectNear(slope, [3 / 4 - 1 / 2, 1 / 4 - 1 / 2], 4 * u);
    expectNear(curved(metrics.softmax, y, tensor([[1, 0]])), [3 / 16, -3 / 16], 4 * u);
  });
});

describe("logits as large as f64 can hold", () => {
  it.each([700, 1e5, 1e300])("±%s: every quantity is finite", (size) => {
    const [y, y0] = [tensor([[size, -size, 0]]), tensor([[-size, size, 0]])];
    for (const metric of [metrics.softmax, metrics.labels]) {
      expect(metric.divergence(y, metric === metrics.labels ? tensor([[0, 1, 0]]) : y0)).toBe(2 * size);
      expect(Array.from(sloped(metric, y, y0).data).every(Number.isFinite)).toBe(true);
      expect(Array.from(curved(metric, y, tensor([[1, 2, 3]])).data).every(Number.isFinite)).toBe(true);
    }
  });
});
