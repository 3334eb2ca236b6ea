import { compareOutputs, finish, initialNetwork, sizesOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { randomNormal, seededRandom, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { prune, pruning } from "../../prune/src/index.ts";
import type { PruneUnitsOptions } from "../../prune/src/index.ts";
import { upTo } from "../src/units/narrow.ts";
import type { UnitCompensationName, UnitStrategy } from "../src/index.ts";
import { expectNear } from "../../network/test/support/near.ts";

/** Ranks a given unit first. */
const only = (unit: number): UnitStrategy => ({
  kind: "units",
  name: `unit ${unit}`,
  compensation: "none",
  *score({ layers }, { layers: asked }) {
    yield { stage: "scores", done: 1, total: 1 };
    return asked.map((k) =>
      Float64Array.from({ length: layers[k].weight.shape[1] }, (_, j) => Number(j !== unit)),
    );
  },
});

/** y = x₁ + x₂ + x₃ */
const sum: Network = {
  layers: [{ weight: tensor([[1, 1, 1]]), bias: tensor([0]), activation: { kind: "identity" } }],
};

const removeInput = (unit: number, inputs: Tensor, compensation: UnitCompensationName): Network =>
  prune(sum, inputs, { granularity: "input", count: 1, strategy: only(unit), compensation }).network;

describe("merge", () => {
  it("of x₂ = 2 x₁ + 1 puts 2 on the weight of x₁ and 1 on the bias, whatever x₃ is", () => {
    const inputs = tensor([[0, 1, 5], [1, 3, -2], [2, 5, 4], [5, 11, 0]]); // prettier-ignore
    const left = removeInput(1, inputs, "merge");
    expectNear(left.layers[0].weight, [3, 1], 1e-14);
    expectNear(left.layers[0].bias, [1], 1e-14);
  });

  it("takes the partner that explains most: x₂ is nearer to −x₃ than to x₁", () => {
    const inputs = tensor([[1, 1, -1], [0, 2, -2], [2, 3, -3], [1, 4, -4.5]]); // prettier-ignore
    const left = removeInput(1, inputs, "merge");
    expectNear(left.layers[0].weight, [1, 1 - 5.75 / 6.6875], 1e-14); // Cov(x₂, x₃) / Var(x₃), both times 4
  });
});

describe("affine", () => {
  it("of x₃ = x₁ + 2 x₂ − 1 gives the weights 2 and 3 and the bias −1, up to the ridge", () => {
    const X = randomNormal([200, 2], seededRandom(1));
    const rows = Array.from({ length: 200 }, (_, n) => {
      const [a, b] = [X.data[2 * n], X.data[2 * n + 1]];
      return [a, b, a + 2 * b - 1];
    });
    const left = removeInput(2, tensor(rows), "affine");
    // The ridge is a thousandth of the mean variance.
    expectNear(left.layers[0].weight, [2, 3], 4e-3);
    expectNear(left.layers[0].bias, [-1], 4e-3);
  });

  it("of a unit that the others say nothing about is its mean", () => {
    const inputs = tensor([[1, 1, 3], [1, -1, 3], [-1, 1, 5], [-1, -1, 5], [1, 1, 5], [1, -1, 5], [-1, 1, 3], [-1, -1, 3]]); // prettier-ignore
    const left = removeInput(2, inputs, "affine");
    expectNear(left.layers[0].weight, [1, 1], 1e-14);
    expectNear(left.layers[0].bias, [4], 1e-14);
  });
});

// The network of the golden values: random and untrained, so that a removal is a large step, and the first order a bad guide.
const slope = { kind: "prelu" as const, slope: tensor([0.25]) };
// prettier-ignore
const trap: Network = {
  layers: [
    { weight: tensor([[0.69, -0.65], [0.2, -0.09], [-0.68, 0.25]]), bias: tensor([0.96, 0.04, 0.15]), activation: slope },
    { weight: tensor([[-1.25, 0.44, 0.08], [0.28, -0.72, -2.59], [-1.77, 0.16, -0.88]]), bias: tensor([0.91, 0.15, -0.47]), activation: slope },
    { weight: tensor([[2.11, -0.85, 0.52], [-0.32, -1.6, 1.69]]), bias: tensor([0.04, 0.31]), activation: { kind: "identity" } },
  ],
};
// prettier-ignore
const samples = tensor([[0.05, -0.57], [0.36, -0.23], [0.89, -0.9], [0.59, 0.04], [1.94, 0.36], [2.03, -0.25], [-1.07, 1.21], [-1.5, 0.85]]);

describe("removing unit 0 of a random network changes the outputs in truth by", () => {
  const truth = (compensation: UnitCompensationName): number => {
    const deep: UnitStrategy = {
      ...only(0),
      *score() {
        yield { stage: "scores", done: 1, total: 1 };
        return [Float64Array.of(0, 1, 1), Float64Array.of(1, 1, 1)];
      },
    };
    const options = { granularity: "neuron", count: 1, strategy: deep, compensation } as const;
    return compareOutputs(trap, prune(trap, samples, options).network, samples).meanSquare;
  };

  it.each([
    ["none", 12.663],
    ["mean", 3.632],
    ["constant", 4.501],
    ["bias", 5.874],
  ] as const)("E‖Δ‖² with %s = %d", (compensation, expected) => {
    expect(truth(compensation)).toBeCloseTo(expected, 3);
  });

  it("no more with the coupled compensation than with one constant: the better of both is taken", () => {
    expect(truth("coupled")).toBeLessThanOrEqual(truth("constant"));
  });
});

describe("the whole network compensates for removed neurons", () => {
  const random = seededRandom(7);
  const network = initialNetwork({ sizes: [6, 16, 12, 2], activation: "tanh", random });
  const inputs = randomNormal([300, 6], random);
  const base = { granularity: "neuron", count: 14, strategy: "elimination-compensation" } as const;

  it("in stages, and ends nearer to the dense outputs than any other compensation", () => {
    const solved = prune(network, inputs, { ...base, compensation: "network", effort: "quick" });
    expect(solved.units).toBe(14);
    expect(solved.stages).toHaveLength(4);
    for (const { before, after } of solved.stages) expect(after).toBeLessThanOrEqual(before);
    const others = (["none", "mean", "constant", "bias", "coupled", "merge", "affine"] as const).map(
      (compensation) => prune(network, inputs, { ...base, compensation }),
    );
    const distance = ({ network: left }: { readonly network: Network }): number =>
      compareOutputs(network, left, inputs).relative;
    expect(distance(solved)).toBeLessThan(Math.min(...others.map(distance)));
  });

  it("also where inputs go, whose columns it no longer reads", () => {
    const options = { granularity: "input", count: 3, compensation: "network", effort: "quick" } as const;
    const { network: left, kept, stages } = prune(network, inputs, options);
    expect(sizesOf(left)).toEqual([3, 16, 12, 2]);
    expect(kept[0]).toHaveLength(3);
    expect(stages.at(-1)?.after).toBeLessThan(stages.at(-1)?.before ?? 0);
  });

  const frozenParts = [
    ["bias", "weight"],
    ["weight", "bias"],
  ] as const;
  it.each(frozenParts)(
    "but for each frozen %s of the kept neurons, also where the solver starts",
    (part, moving) => {
      const options = { ...base, compensation: "network", effort: "quick", steps: 2 } as const;
      const { network: left, kept } = finish(pruning(network, inputs, { ...options, frozen: [part] }));
      const rows = [kept[1], kept[2], upTo(2)];
      const isKept = (name: "weight" | "bias"): boolean =>
        left.layers.every((layer, k) => {
          const dense = network.layers[k][name];
          const own =
            name === "bias"
              ? rows[k].map((i) => dense.data[i])
              : rows[k].flatMap((i) =>
                  kept[k].map(
                    (j) => network.layers[k].weight.data[i * network.layers[k].weight.shape[1] + j],
                  ),
                );
          return own.every((value, at) => layer[name].data[at] === value);
        });
      expect(isKept(part)).toBe(true);
      expect(isKept(moving)).toBe(false);
    },
  );

  it.each([
    [
      { frozen: ["bias"], compensation: "mean" },
      "a compensation that changes no bias, as bias is frozen; received mean",
    ],
    [
      { frozen: ["weight"], compensation: "affine" },
      "changes no weight, as weight is frozen; received affine",
    ],
    [{ frozen: ["bias"] as const }, "changes no bias, as bias is frozen; received bias"],
    [
      { frozen: ["weight"], compensation: "network", start: "merge" },
      "changes no weight, as weight is frozen; received merge",
    ],
    [{ frozen: ["weight", "bias", "slope"], compensation: "network" }, "one of weight, bias, slope to move"],
    [
      { frozen: ["weights"], compensation: "network" },
      "frozen parameters among weight, bias, slope; received weights",
    ],
  ])("%j is refused", (options, message) => {
    expect(() => prune(network, inputs, { ...base, ...options } as PruneUnitsOptions)).toThrow(message);
  });

  it("but for what is frozen", () => {
    const options = {
      ...base,
      compensation: "network",
      effort: "quick",
      steps: 1,
      strategy: only(0),
    } as const;
    const free = finish(pruning(network, inputs, options));
    const held = finish(pruning(network, inputs, { ...options, frozen: ["weight"] }));
    const affine = prune(network, inputs, { ...options, compensation: "affine" });
    expect(held.network.layers[0].weight).toEqual(affine.network.layers[0].weight);
    expect(free.network.layers[0].weight).not.toEqual(affine.network.layers[0].weight);
  });
});
