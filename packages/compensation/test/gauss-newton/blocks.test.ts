import { parametersOf } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averaging } from "../../src/gauss-newton/averaging.ts";
import { blocksOf, entriesIn, largestBlock } from "../../src/gauss-newton/blocks.ts";
import { addTo, coordinatesOf, gather, scatter } from "../../src/gauss-newton/coordinates.ts";
import { blockPreconditioner } from "../../src/gauss-newton/preconditioner.ts";
import { law } from "../../../../test-setup/law.ts";
import { answeredBy } from "../support/asking.ts";
import { expectNear, largest, u } from "../../../network/test/support/near.ts";
import { drawnRows, solve } from "../../../network/test/support/positive-definite.ts";
import { solverCases } from "../support/solver.ts";

describe("the blocks of coordinates", () => {
  law(
    "have each coordinate once, and none is larger than asked for",
    fc.tuple(solverCases(), fc.integer({ min: 1, max: 5 })),
    ([{ network, masks, moves }, largestOne]) => {
      const coordinates = coordinatesOf(network, masks, moves);
      const blocks = blocksOf(network, coordinates, largestOne);
      const all = blocks.flatMap(({ at }) => [...at]).toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: coordinates.size }, (_, at) => at));
      for (const { at } of blocks) expect(at.length).toBeLessThanOrEqual(largestOne);
    },
  );

  it("of two neurons with three inputs, one weight removed, and a shared slope", () => {
    const network = {
      layers: [
        {
          weight: tensor([
            [1, 2, 3],
            [4, 0, 6],
          ]),
          bias: tensor([7, 8]),
          activation: { kind: "prelu" as const, slope: tensor([0.25]) },
        },
      ],
    };
    const coordinates = coordinatesOf(
      network,
      [Uint8Array.of(1, 1, 1, 1, 0, 1)],
      ["weight", "bias", "slope"],
    );
    const piecesOf = (most: number): number[][] =>
      blocksOf(network, coordinates, most).map(({ at }) => [...at]);
    // The coordinates are five weights, two biases and the slope.
    expect(piecesOf(9)).toEqual([[0, 1, 2, 5], [3, 4, 6], [7]]);
    expect(piecesOf(3)).toEqual([[0, 1, 2], [5], [3, 4, 6], [7]]);
    expect(entriesIn(blocksOf(network, coordinates, 3))).toBe(9 + 1 + 9 + 1);
  });

  it("of a slope name its neuron, or none where all share it", () => {
    const rowsOf = (...slope: number[]): (number | undefined)[] => {
      const activation = { kind: "prelu" as const, slope: tensor(slope) };
      const network = { layers: [{ weight: tensor([[1], [2]]), bias: tensor([3, 4]), activation }] };
      const coordinates = coordinatesOf(network, [Uint8Array.of(1, 1)], ["slope"]);
      return blocksOf(network, coordinates, 9).map(({ row }) => row);
    };
    expect(rowsOf(0.25)).toEqual([undefined]);
    expect(rowsOf(0.25, 0.5)).toEqual([0, 1]);
  });

  it("have a matrix that two layers use once, and the bias of each", () => {
    const weight = tensor([[1, 2], [3, 4]]); // prettier-ignore
    const layer = (...bias: number[]) => ({
      weight,
      bias: tensor(bias),
      activation: { kind: "tanh" as const },
    });
    const network = { layers: [layer(5, 6), { ...layer(7, 8), tied: 0 }] };
    const mask = Uint8Array.of(1, 1, 0, 1);
    const coordinates = coordinatesOf(network, [mask, mask], ["weight", "bias", "slope"]);
    expect(coordinates).toEqual({
      entries: [
        [0, 1, 3],
        [0, 1],
        [0, 1],
      ].map((each) => Uint32Array.from(each)),
      size: 7,
    });
    expect([...gather(coordinates, parametersOf(network))]).toEqual([1, 2, 4, 5, 6, 7, 8]);
    const blocks = blocksOf(network, coordinates, 9);
    expect(blocks.map(({ layer: k, row, at }) => [k, row, [...at]])).toEqual([
      [0, 0, [0, 1, 3]],
      [0, 1, [2, 4]],
      [1, 0, [5]],
      [1, 1, [6]],
    ]);
  });

  it("have about a million entries at most, and at least the diagonal", () => {
    expect([0, 1000, 8000, 2 ** 20, 2 ** 24].map(largestBlock)).toEqual([2 ** 20, 1048, 131, 1, 1]);
  });
});

describe("coordinates", () => {
  const entries = [[0, 2], [], [1]].map((each) => Uint32Array.from(each));
  const tensors = () => [tensor([1, 2, 3]), tensor([4]), tensor([5, 6])];

  it("leave out the parameters of nodes that are not layers, which keep their places", () => {
    const layer = { weight: tensor([[1]]), bias: tensor([2]), activation: { kind: "identity" as const } };
    const nodes = [
      { name: "a", op: "layer" as const, layer: 0, from: ["x"] },
      { name: "b", op: "rms-normalization" as const, gain: tensor([3]), epsilon: 1e-5, from: ["a"] },
    ];
    const graph = { inputs: [{ name: "x", width: 1 }], nodes, outputs: [{ name: "y", from: "b" }] };
    const network = { layers: [layer], graph };
    const coordinates = coordinatesOf(network, [Uint8Array.of(1)], ["weight", "bias", "slope"]);
    expect(coordinates.entries.map(({ length }) => length)).toEqual([1, 1, 0]);
    expect([...gather(coordinates, parametersOf(network))]).toEqual([1, 2]);
  });

  it("are added up by their places; a tensor that is absent counts as zeros", () => {
    const [first, second] = tensors();
    const sum = Float64Array.of(10, 20, 30);
    addTo(sum, entries, [first, second, undefined]);
    expect([...sum]).toEqual([11, 23, 30]);
    addTo(sum, entries, tensors());
    expect([...sum]).toEqual([12, 26, 36]);
  });

  it("are written to their places, and it is known whether that changes anything", () => {
    const to = tensors();
    expect(scatter(Float64Array.of(1, 3, 6), entries, to)).toBe(false);
    expect(to).toEqual(tensors());
    expect(scatter(Float64Array.of(7, 3, 9), entries, to)).toBe(true);
    expect(to).toEqual([tensor([7, 2, 3]), tensor([4]), tensor([5, 9])]);
    const zero = [tensor([0])];
    expect(scatter(Float64Array.of(-0), [Uint32Array.of(0)], zero)).toBe(true); // −0 is another number
    expect(zero).toEqual([tensor([-0])]);
  });
});

describe("the preconditioner", () => {
  law("solves with a block and λ, as elimination does", drawnRows, ({ J, H }) => {
    const r = Float64Array.from({ length: J }, (_, at) => at + 1);
    const expected = solve(
      Array.from({ length: J }, (_, a) =>
        Array.from({ length: J }, (__, b) => H[a * J + b] + (a === b ? 0.5 + 1e-9 * H[a * J + b] : 0)),
      ),
      [...r],
    );
    const all = Uint32Array.from({ length: J }, (_, at) => at);
    // The eigenvalues are at least 1, and at most some fifty: a condition of fifty.
    expectNear(blockPreconditioner([all], Float64Array.from(H), 0.5)(r), expected, 1e4 * u * largest(r));
  });

  it("works with a block of rank one, and λ far below its rounding", () => {
    const block = Float64Array.of(1, 1, 1, 1);
    const [a, b] = blockPreconditioner([Uint32Array.of(0, 1)], block, 1e-30)(Float64Array.of(1, 1));
    // (1 + 1e-9, 1; 1, 1 + 1e-9) x = (1, 1); the condition is 2e9.
    expectNear([a, b], [1 / (2 + 1e-9), 1 / (2 + 1e-9)], 1e-6);
  });

  it("of diag(4, 1) in blocks of one, and λ = 1, divides by (5, 2)", () => {
    const M = blockPreconditioner([Uint32Array.of(1), Uint32Array.of(0)], Float64Array.of(1, 4), 1);
    expectNear(M(Float64Array.of(10, 6)), [2, 3], 1e-8);
  });
});

describe("the mean of the last points", () => {
  const [points, mean] = [[Float64Array.of(0, 2), Float64Array.of(2, 6)], Float64Array.of(1, 4)];
  const averaged = (Q: (at: Float64Array) => number) =>
    answeredBy(averaging(points), (question) => {
      if (question.ask !== "divergence") throw new Error("another question");
      return Q(question.at);
    });

  it("is taken where Q is lower", () => {
    const { at, report } = averaged(([x]) => x);
    expect(at).toEqual(mean);
    expect(report).toEqual({ before: 2, after: 1, iterations: 0, evaluations: 2, moved: true, gain: 0 });
  });

  it("is not taken where Q is as high, or not a number", () => {
    for (const Q of [() => 3, ([x]: Float64Array) => -x, ([x]: Float64Array) => (x === 1 ? NaN : 3)]) {
      const { at, report } = averaged(Q);
      expect(at).toBe(points[1]);
      expect(report).toMatchObject({ moved: false, after: report.before });
    }
  });
});
