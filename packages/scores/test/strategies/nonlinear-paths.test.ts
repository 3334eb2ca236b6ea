import type { Activation, Layer } from "@espalier/network";
import { tensor, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alongPaths } from "../../src/strategies/nonlinear/along-paths.ts";
import { byForward } from "../../src/strategies/nonlinear/by-forward.ts";
import { firstPieces } from "../../src/strategies/nonlinear/first-pieces.ts";
import { createPath, norm } from "../../src/strategies/nonlinear/path.ts";
import { few, lists } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";

/** Small whole numbers: forward passes are exact, and signals come to stand on kinks, several at once. */
const whole = fc.integer({ min: -3, max: 3 });
const matrix = (rows: number, columns: number): fc.Arbitrary<Tensor> =>
  lists(rows * columns, whole).map((data) => wrap([rows, columns], Float64Array.from(data)));

const activations: fc.Arbitrary<Activation> = fc.oneof(
  fc.constantFrom<Activation>({ kind: "identity" }, { kind: "relu" }),
  fc.constantFrom(-1, 0.5, 1, 2).map((a): Activation => ({ kind: "prelu", slope: tensor([a]) })),
);

interface Drawn {
  readonly layers: readonly Layer[];
  readonly input: Tensor;
  readonly mean: Tensor["data"];
}

const drawn: fc.Arbitrary<Drawn> = few(1, 4)
  .chain((layers) => lists(layers + 1, few(1, 4)))
  .chain((sizes) =>
    fc.record({
      layers: fc.tuple(
        ...sizes.slice(1).map((I, k) =>
          fc.record({
            weight: matrix(I, sizes[k]),
            bias: lists(I, whole).map((data) => tensor(data)),
            activation: activations,
          }),
        ),
      ),
      input: few(1, 4).chain((N) => matrix(N, sizes[0])),
      mean: lists(sizes[0], whole).map((values) => Float64Array.from(values)),
    }),
  );

describe("the changes along paths", () => {
  law(
    "are those of a forward pass for each weight, wherever the kinks are",
    drawn,
    ({ layers, input, mean }) => {
      const [paths, forward] = [alongPaths(layers, input, mean), byForward(layers, input, mean)];
      const [I] = layers[0].weight.shape;
      // A way along a path leads through at most 16 kinks, between signals of inputs up to |x| + |E[x]| ≤ 6.
      const off = 200 * u * magnitude({ layers }, wrap([1, 1], Float64Array.of(6)));
      for (let i = 0; i < I; i++) {
        const expected = forward(i);
        expectNear(paths?.(i) ?? [], expected, (j) => 8 * off * Math.sqrt(expected[j]) + 8 * off ** 2);
      }
    },
  );

  it("of a sample that stands on the kink are those of the side that it goes to", () => {
    // relu(x − 1) at x = 1 and 3, without its weight 1: the signals 0 and 2 become 1, and change by 1 each.
    const layer = { weight: tensor([[1]]), bias: tensor([-1]), activation: { kind: "relu" as const } };
    expect(alongPaths([layer], tensor([[1], [3]]), Float64Array.of(2))?.(0)).toEqual(Float64Array.of(2));
  });

  it("are not known where an activation has no pieces", () => {
    const layer = { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "tanh" as const } };
    expect(alongPaths([layer], tensor([[1]]), Float64Array.of(0))).toBe(undefined);
  });
});

it("a norm is infinite where a number is", () => {
  expect([norm(Float64Array.of(1, -Infinity)), norm(Float64Array.of(0, 0))]).toEqual([Infinity, 0]);
});

/** A layer of P neurons on N samples: σ(s) = s where s > 0, else a s. */
const layerOf = (P: number, Q: number, N: number) =>
  fc.record({
    weight: lists(P * Q, whole).map((each) => Float64Array.from(each)),
    left: lists(P, fc.constantFrom(0, 0.5, 1, -1)).map((each) => Float64Array.from(each)),
    signal: lists(P * N, whole).map((each) => Float64Array.from(each)), // [p, n]
  });
const behindOne = fc.tuple(few(1, 3), few(1, 3), few(1, 3)).chain(([N, P, M]) =>
  fc.record({
    N: fc.constant(N),
    own: layerOf(1, 1, N),
    first: layerOf(P, 1, N),
    second: layerOf(M, P, N),
    layers: few(0, 2),
  }),
);
const transposed = (data: Float64Array, rows: number): Float64Array => {
  const columns = data.length / rows;
  return data.map((_, at) => data[(at % rows) * columns + Math.floor(at / rows)]);
};

law(
  "the first pieces of all samples are those of their paths, or are left to them at a kink",
  behindOne,
  (each) => {
    const { N, own, first, second } = each;
    const behind = [first, second].slice(0, each.layers);
    const rows = [first, { ...second, weight: transposed(second.weight, second.left.length) }];
    const { up, down, speed } = firstPieces(own, first.weight, rows.slice(0, each.layers));
    for (const [direction, lengths] of [
      [1, up],
      [-1, down],
    ] as const) {
      // prettier-ignore
      const sections = [{ ...own, weight: Float64Array.of(direction) }, ...behind];
      const path = createPath(
        sections.map((section) => ({ ...section, signal: transposed(section.signal, section.left.length) })),
      );
      for (let n = 0; n < N; n++) {
        const isAtKink = sections.some(({ left, signal }) =>
          left.some((a, p) => a !== 1 && signal[p * N + n] === 0),
        );
        const piece = path.start(n);
        // Whole numbers and halves: nothing is rounded but the root and the quotient, once in each.
        expect(lengths[n]).toBe(isAtKink ? -1 : piece.length);
        if (!isAtKink) expect(speed[n]).toBe(piece.speed);
      }
    }
  },
);

describe("a path", () => {
  /** y = relu(d − 1), from the signal −1 on. */
  const path = createPath([
    { weight: Float64Array.of(1), left: Float64Array.of(0), signal: Float64Array.of(-1) },
  ]);

  it("of relu(d − 1) has two pieces: 0 up to d = 1, and then (d − 1)²", () => {
    expect(path.start(0)).toEqual({ start: 0, length: 1, speed: 0, along: 0, aside: 0 });
    expect([0.5, 1, 3, 1.5, 0.25].map(path.squaredChange)).toEqual([0, 0, 4, 0.25, 0]);
  });

  it("has one piece more for each signal that reaches its kink, also where rounding leaves it beside 0", () => {
    expect(-1 + 49 * (1 / 49)).toBeLessThan(0);
    const rounded = createPath([
      { weight: Float64Array.of(49), left: Float64Array.of(0), signal: Float64Array.of(-1) },
    ]);
    rounded.start(0);
    expect(rounded.squaredChange(1)).toBeCloseTo(48 ** 2, 9);
    expect(rounded.products()).toBe(2); // one of each piece
  });

  it("goes on from the smallest number beside a kink, to which the way is 0", () => {
    const close = createPath([
      { weight: Float64Array.of(1e10), left: Float64Array.of(0), signal: Float64Array.of(-5e-324) },
    ]);
    close.start(0);
    expect(close.squaredChange(1)).toBe(1e20);
  });

  it("goes nowhere where nothing moves", () => {
    const still = createPath([
      { weight: Float64Array.of(0), left: Float64Array.of(1), signal: Float64Array.of(2) },
    ]);
    still.start(0);
    expect(still.squaredChange(5)).toBe(0);
  });

  it("keeps its digits where squares are beyond the range of doubles", () => {
    for (const [slope, d] of [
      [1e-200, 1e150],
      [1e200, 1e-150],
    ]) {
      const section = (weight: readonly number[]) => ({
        weight: Float64Array.from(weight),
        left: new Float64Array(weight.length).fill(1),
        signal: new Float64Array(weight.length),
      });
      const straight = createPath([section([slope]), section([3, 4])]);
      straight.start(0);
      // A few roundings, then doubled by the square.
      expect(Math.abs(straight.squaredChange(d) / (5 * slope * d) ** 2 - 1)).toBeLessThan(16 * u);
    }
  });
});
