import { parametersOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { kernels, tensor, zeros } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { blocksOf } from "../../src/gauss-newton/blocks.ts";
import type { Block } from "../../src/gauss-newton/blocks.ts";
import { chunkSums } from "../../src/gauss-newton/chunk-sums.ts";
import { coordinatesOf as ownCoordinates } from "../../src/gauss-newton/coordinates.ts";
import { diagonalOf } from "../../src/gauss-newton/preconditioner.ts";
import { law } from "../../../../test-setup/law.ts";
import { sharedMemory } from "../../src/gauss-newton/shared-memory.ts";
import { releasesIn } from "../../../network/test/support/arenas.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { denseModel, everything, normals, solverCases, times, withBatch } from "../support/solver.ts";
import type { SolverCase } from "../support/solver.ts";

const cases = solverCases();
const smooth = solverCases({ kinds: ["identity", "tanh", "sigmoid", "gelu"] });

/** Some thousand roundings of terms of a size; a sum here has a few hundred terms. */
const CLOSE = 1e-12;

/** The largest sum of the sizes of all terms of H v, which bounds its rounding. */
const sizeOf = (sizes: readonly (readonly number[])[], v: Float64Array): number =>
  largest(times(sizes, v.map(Math.abs)));

describe("what a batch answers, against J, F and H written out", () => {
  law("a product is Jᵀ F J v", cases, (drawn) => {
    const { H, sizes } = denseModel(drawn);
    const v = normals(H.length, 1);
    withBatch(drawn, (batch) => {
      batch.gradient(batch.start);
      for (const direction of [v, v.map((value) => 2 * value + 1)])
        expectNear(batch.product(direction), times(H, direction), CLOSE * (1 + sizeOf(sizes, direction)));
    });
  });

  law("Q and its gradient are E[D] and E[Jᵀ ∂D/∂y]", cases, (drawn) => {
    const { gradient, divergence, sizes } = denseModel(drawn);
    withBatch(drawn, (batch) => {
      const answer = batch.gradient(batch.start);
      expectNear([answer.divergence], [divergence], CLOSE * (1 + divergence));
      // |Jᵀ s| ≤ √(Jᵀ J) |s|, and the slopes s are at most some size of the outputs.
      expectNear(answer.gradient, gradient, CLOSE * (1 + largest(sizes.flat())) * (1 + divergence));
      expect(batch.divergence(batch.start)).toBe(answer.divergence);
    });
  });

  law("the gradient is the derivative of Q", smooth, (drawn) => {
    withBatch(drawn, (batch) => {
      const { gradient, divergence } = batch.gradient(batch.start);
      const v = normals(gradient.length, 2);
      const slope = gradient.reduce((sum, value, at) => sum + value * v[at], 0);
      const alongAt = (h: number): number => {
        const [up, down] = [h, -h].map((by) =>
          batch.divergence(batch.start.map((value, at) => value + by * v[at])),
        );
        return (up - down) / (2 * h);
      };
      // Of two steps the finer has a quarter of the coarser one's error, which is a third of four times their difference.
      const [coarse, fine] = [alongAt(2 ** -12), alongAt(2 ** -13)];
      expectNear([fine], [slope], 2 * Math.abs(coarse - fine) + 2 ** 13 * 1e-14 * (1 + divergence));
    });
  });

  law("H is symmetric and positive semidefinite", cases, (drawn) => {
    const { sizes } = denseModel(drawn);
    if (sizes.length === 0) return;
    const [v, w] = [normals(sizes.length, 3), normals(sizes.length, 4)];
    withBatch(drawn, (batch) => {
      batch.gradient(batch.start);
      const dot = (a: Float64Array, b: Float64Array): number =>
        a.reduce((sum, value, at) => sum + value * b[at], 0);
      const [Hv, Hw] = [batch.product(v), batch.product(w)];
      const bound = CLOSE * (1 + dot(v.map(Math.abs), Float64Array.from(times(sizes, w.map(Math.abs)))));
      expectNear([dot(Hv, w)], [dot(v, Hw)], bound);
      expect(dot(v, Hv)).toBeGreaterThanOrEqual(-CLOSE * (1 + sizeOf(sizes, v) * largest(v) * v.length));
    });
  });

  law("the gradient and a product are those of where the gradient was taken last", cases, (drawn) => {
    withBatch(drawn, (batch) => {
      const elsewhere = batch.start.map((value) => value / 2 + 1);
      const first = batch.gradient(batch.start);
      const product = batch.product(first.gradient);
      batch.divergence(elsewhere);
      batch.gradient(elsewhere);
      withBatch(drawn, (fresh) => {
        fresh.gradient(elsewhere);
        expect(batch.product(first.gradient)).toEqual(fresh.product(first.gradient));
      });
      const again = batch.gradient(batch.start);
      expect(again).toEqual(first);
      expect(batch.product(first.gradient)).toEqual(product);
    });
  });
});

describe("the estimate of H within blocks", () => {
  law(
    "is exact on average over all signs, for a weight and a bias; for a slope it is the sum of its biases",
    solverCases({ moves: [everything] }),
    (drawn) => {
      const { H, coordinates } = denseModel(one(drawn));
      const { network } = drawn;
      const diagonal = coordinates.map(({ k, what, at }, c) => {
        if (what !== "slope") return H[c][c];
        const { activation } = network.layers[k];
        const isShared = activation.kind === "prelu" && activation.slope.data.length === 1;
        return coordinates.reduce(
          (sum, other, d) =>
            sum + (other.k === k && other.what === "bias" && (isShared || other.at === at) ? H[d][d] : 0),
          0,
        );
      });
      const M = drawn.reference.shape[1];
      let signs: number[] = [];
      withSums(
        one(drawn),
        () => signs.shift() ?? Number.NaN,
        (sums, blocks) => {
          sums.gradient();
          const expected = blocks.flatMap(({ at }) =>
            Array.from(at, (a) => Array.from(at, (b) => (a === b ? diagonal[a] : H[a][b]))).flat(),
          );
          const mean = new Float64Array(expected.length);
          for (let choice = 0; choice < 2 ** M; choice++) {
            signs = Array.from({ length: M }, (_, m) => ((choice >> m) & 1 ? 0.75 : 0.25));
            sums.blocks().forEach((value, c) => (mean[c] += value / 2 ** M));
          }
          expectNear(mean, expected, CLOSE * (1 + largest(expected)));
        },
      );
    },
  );

  law("of a batch is never negative", cases, (drawn) => {
    withBatch(drawn, (batch) => {
      batch.gradient(batch.start);
      expect(diagonalOf(batch.blocks, batch.curvature()).every((value) => value >= 0)).toBe(true);
    });
  });

  law(
    "with one output is exact: E[(∂y/∂θ)²]",
    solverCases({ moves: [["weight", "bias"]], metrics: ["outputs"] }),
    (drawn) => {
      const first = { ...drawn, ...firstOutput(drawn) };
      const { H } = denseModel(first);
      // The batch looks at its first two chunks alone, which are four samples.
      const some = { ...first, inputs: rowsUpTo(first.inputs, 4), reference: rowsUpTo(first.reference, 4) };
      const { H: ofSome } = denseModel(some);
      withBatch(first, (batch) => {
        batch.gradient(batch.start);
        expectNear(
          batch.curvature(),
          [...batch.blocks].flatMap((at) =>
            Array.from(at, (a) => Array.from(at, (b) => ofSome[a][b])).flat(),
          ),
          CLOSE * (1 + largest(H.flat()) + largest(ofSome.flat())),
        );
      });
    },
  );
});

it("y = w₂ tanh(w₁ x) at w₁ = 0, w₂ = 2, x = 3 has J = (6, 0): H of (w₁, w₂) is ((36, 0), (0, 0))", () => {
  const network = {
    layers: [
      { weight: tensor([[0]]), bias: tensor([0]), activation: { kind: "tanh" as const } },
      { weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "identity" as const } },
    ],
  };
  const masks = [Uint8Array.of(1), Uint8Array.of(1)];
  const drawn = {
    network,
    masks,
    inputs: tensor([[3]]),
    reference: tensor([[5]]),
    moves: ["weight" as const],
    metric: "outputs" as const,
  };
  withBatch(drawn, (batch) => {
    expect(batch.gradient(batch.start)).toEqual({ divergence: 12.5, gradient: Float64Array.of(-30, 0) });
    expect(batch.product(Float64Array.of(1, 0))).toEqual(Float64Array.of(36, 0));
    expect(batch.product(Float64Array.of(0, 1))).toEqual(Float64Array.of(0, 0));
    expect(batch.blocks).toEqual([Uint32Array.of(0), Uint32Array.of(1)]);
    expect(batch.curvature()).toEqual(Float64Array.of(36, 0));
  });
});

it("a product where nothing moves has no entries", () => {
  const network: Network = {
    layers: [{ weight: tensor([[2]]), bias: tensor([1]), activation: { kind: "identity" } }],
  };
  const drawn = { network, masks: [Uint8Array.of(1)], inputs: tensor([[3]]), reference: tensor([[5]]), metric: "outputs" as const }; // prettier-ignore
  withBatch({ ...drawn, moves: [] }, (batch) => {
    expect(batch.product(Float64Array.of())).toEqual(Float64Array.of());
  });
});

describe("a matrix that two layers use", () => {
  /** y = w (w x + b₀) + b₁ at w = 2, b = 0 and x = 3; the second use may be by the transposed matrix. */
  const networkOf = (transposed: boolean): Network => {
    const layer = { weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "identity" as const } };
    return { layers: [layer, { ...layer, tied: 0, ...(transposed && { transposed }) }] };
  };
  const drawn = { masks: [1, 1].map((each) => Uint8Array.of(each)), inputs: tensor([[3]]), reference: tensor([[0]]), moves: everything, metric: "outputs" as const }; // prettier-ignore

  it("has the sum over its uses in its block, without the bias of the others, and no transposed use", () => {
    for (const transposed of [false, true])
      withBatch({ ...drawn, network: networkOf(transposed) }, (batch) => {
        batch.gradient(batch.start);
        // ∂y/∂w by use is (2 · 3, 1 · 6), ∂y/∂b₀ = 2, ∂y/∂b₁ = 1.
        expect([...batch.curvature()]).toEqual([36 + (transposed ? 0 : 36), 12, 12, 4, 1]);
      });
  });

  it("moves as one: ∂y/∂w is that of both uses, 2 · 3 + 6", () => {
    withBatch({ ...drawn, network: networkOf(false) }, (batch) => {
      expect(batch.gradient(batch.start)).toEqual({ divergence: 72, gradient: Float64Array.of(144, 24, 12) });
      expect([...batch.product(Float64Array.of(1, 0, 0))]).toEqual([144, 24, 12]);
      const { layers } = batch.networkAt(Float64Array.of(5, 6, 7));
      expect(layers.map(({ weight, bias }) => [...weight.data, ...bias.data])).toEqual([[5, 6], [5, 7]]); // prettier-ignore
    });
  });
});

it("an estimate of the blocks gives back its memory", () => {
  const network: Network = {
    layers: [{ weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "identity" } }],
  };
  const drawn = { network, masks: [Uint8Array.of(1)], inputs: tensor([[3]]), reference: tensor([[0]]), moves: everything, metric: "outputs" as const }; // prettier-ignore
  withBatch(drawn, (batch) => {
    batch.gradient(batch.start);
    expect(releasesIn(() => void batch.curvature())).toEqual([1]);
  });
});

const rowsUpTo = ({ shape: [N, J], data }: SolverCase["inputs"], count: number) => {
  const rows = Math.min(N, count);
  return { shape: [rows, J], data: data.slice(0, rows * J) };
};

/** With its first sample alone. */
const one = (drawn: SolverCase): SolverCase => ({
  ...drawn,
  inputs: rowsUpTo(drawn.inputs, 1),
  reference: rowsUpTo(drawn.reference, 1),
});

/** With the first of its outputs alone. */
function firstOutput({
  network: { layers },
  masks,
  reference,
}: SolverCase): Pick<SolverCase, "network" | "masks" | "reference"> {
  const last = layers[layers.length - 1];
  const J = last.weight.shape[1];
  const kept = {
    weight: { shape: [1, J], data: last.weight.data.slice(0, J) },
    bias: { shape: [1], data: last.bias.data.slice(0, 1) },
    activation: { kind: "identity" as const },
  };
  const [N, M] = reference.shape;
  return {
    network: { layers: [...layers.slice(0, -1), kept] },
    masks: [...masks.slice(0, -1), masks[masks.length - 1].slice(0, J)],
    reference: { shape: [N, 1], data: reference.data.filter((_, at) => at % M === 0) },
  };
}

function withSums(
  drawn: SolverCase,
  random: Random,
  use: (sums: ReturnType<typeof chunkSums>, blocks: readonly Block[]) => void,
): void {
  const { network, masks, moves, metric, inputs, reference } = drawn;
  const arena = kernels().arena();
  const tangents = parametersOf(network).map(({ shape }) => zeros(shape));
  const coordinates = ownCoordinates(network, masks, moves);
  try {
    const blocks = blocksOf(network, coordinates, 3);
    const memory = () => sharedMemory(arena);
    const shared = { tangents: memory(), cotangents: memory(), trials: memory(), values: memory() };
    const place = { network, version: () => 0, tangents, coordinates, blocks, metric, arena, shared };
    use(chunkSums(place, { inputs, reference }, random, true), blocks);
  } finally {
    arena.release();
  }
}
