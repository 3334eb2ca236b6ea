import { randomNormal, seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  cloneNetwork,
  compensationNames,
  forward,
  initialNetwork,
  prune,
  removalCount,
  weightCount,
} from "../../src/index.ts";
import type { Network, PrunedByStages, PruneOptions } from "../../src/index.ts";

const sizes = [6, 9, 5, 3];
const N = 64;
const inputs = randomNormal([N, sizes[0]], seededRandom(1));
const targets = tensor(Array.from({ length: N }, (_, n) => n % 3));

/** With biases that are not 0, and a slope for each neuron of the second layer. */
const network: Network = (() => {
  const random = seededRandom(2);
  const { layers } = initialNetwork({ sizes, random });
  const biased = layers.map((layer) => ({ ...layer, bias: randomNormal(layer.bias.shape, random) }));
  const slope = tensor([0.1, 0.2, 0.3, 0.4, 0.5]);
  return { layers: [biased[0], { ...biased[1], activation: { kind: "prelu", slope } }, biased[2]] };
})();

const solved = (of: Network, options: Partial<PruneOptions>): PrunedByStages =>
  prune(of, inputs, { ratio: 0.7, compensation: "network", effort: "quick", ...options }) as PrunedByStages; // as it was solved

const solvers = ["bias-joint", "network"] as const;
const runs = solvers.flatMap((compensation) =>
  Object.entries<Partial<PruneOptions>>({
    "the metric outputs": { metric: "outputs" },
    "the metric softmax": { metric: "softmax" },
    labels: { objective: "labels", targets, loss: "softmax-cross-entropy" },
    "the strategy magnitude": { strategy: "magnitude", ratio: 0.9 },
    "one stage": { steps: 1 },
  }).map(([name, more]) => ({ name: `${compensation} and ${name}`, options: { compensation, ...more } })),
);

describe.each(runs)("a network that was solved by $name", ({ options }) => {
  const before = cloneNetwork(network);
  const pruned = solved(network, options);

  it("has lost exactly round(ρ N_W) weights; they are 0, and not −0, and stay removed from stage to stage", () => {
    const weights = weightCount(network);
    const removed = removalCount(weights, options.ratio ?? 0.7);
    expect(pruned).toMatchObject({ weights, removed });
    expect(pruned.masks.reduce((count, mask) => count + mask.filter((kept) => kept === 0).length, 0)).toBe(
      removed,
    );
    for (const [k, { weight }] of pruned.network.layers.entries())
      for (const [at, kept] of pruned.masks[k].entries()) if (kept === 0) expect(weight.data[at]).toBe(0);
  });

  it("comes with reports in which Q never rises, and every step that was tried is counted", () => {
    for (const stage of pruned.stages) {
      expect(stage.after).toBeLessThanOrEqual(stage.before);
      expect(stage.steps).toBeLessThanOrEqual(stage.tried);
      expect(stage.removed).toBe(removalCount(weightCount(network), stage.ratio));
      // A product for each iteration; for each step that was tried Q with its gradient, and at least one Q more.
      expect(stage.visits).toBeGreaterThanOrEqual(N * (stage.iterations + 2 * stage.tried));
    }
  });

  it("leaves the original as it was, and has the same bits again", () => {
    expect(network).toEqual(before);
    expect(solved(network, options)).toEqual(pruned);
  });

  it("is closer to its objective than the paper's compensation, which it starts from", () => {
    const [first] = solved(network, { ...options, ratio: 0.5, steps: 1 }).stages;
    expect(first.after).toBeLessThan(first.before);
  });
});

it.each([
  { compensation: "network", frozen: ["bias", "slope"], kept: ["bias", "slope"] },
  { compensation: "network", frozen: ["weight"], kept: ["weight"] },
  { compensation: "bias-joint", frozen: ["slope"], kept: ["weight", "slope"] },
] as const)("$compensation without $frozen keeps their bits", ({ compensation, frozen, kept }) => {
  const pruned = solved(network, { compensation, frozen });
  for (const [k, { weight, bias, activation }] of pruned.network.layers.entries()) {
    const dense = network.layers[k];
    const isKept = (what: "weight" | "bias" | "slope"): boolean => kept.some((each) => each === what);
    if (isKept("weight"))
      expect(weight.data).toEqual(
        dense.weight.data.map((value, at) => (pruned.masks[k][at] === 0 ? 0 : value)),
      );
    expect(bias.data.every((value, i) => value === dense.bias.data[i])).toBe(isKept("bias"));
    if (activation.kind === "prelu" && dense.activation.kind === "prelu" && isKept("slope"))
      expect(activation.slope.data).toEqual(dense.activation.slope.data);
  }
});

it("each compensation removes as many weights, and leaves them 0", () => {
  for (const compensation of compensationNames) {
    const pruned = prune(network, inputs, { ratio: 0.6, compensation, effort: "quick" });
    expect(pruned.removed).toBe(removalCount(weightCount(network), 0.6));
    for (const [k, { weight }] of pruned.network.layers.entries())
      for (const [at, kept] of pruned.masks[k].entries()) if (kept === 0) expect(weight.data[at]).toBe(0);
  }
});

it.each([
  { metric: "outputs", loss: "mean-squared-error" },
  { metric: "softmax", loss: "softmax-divergence" },
] as const)(
  "labels that are the dense outputs, and $loss, are the objective of $metric",
  ({ metric, loss }) => {
    const labelled = { objective: "labels", loss, targets: forward(network, inputs) } as const;
    expect(solved(network, { metric, steps: 2, ...labelled })).toEqual(solved(network, { metric, steps: 2 }));
  },
);
